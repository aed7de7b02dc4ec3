using System.Text;

namespace ReleaseManager.Daemon.Http;

/// <summary>
/// Reads the head of a request as RFC 9112 writes it, and refuses what is not plain: two ways to read a head are how one request becomes two.
/// </summary>
internal static class RequestHead
{
    private static readonly (string, string) Allowed = ("Allow", "GET, HEAD");

    /// <summary>Reads a head.</summary>
    /// <param name="head">All up to the empty line, without it.</param>
    /// <param name="targetLength">How long path and query may be.</param>
    /// <returns>What is asked; or why it is not served.</returns>
    public static (HttpRequest? Request, HttpReply? Refusal) Parse(ReadOnlySpan<byte> head, int targetLength)
    {
        var lines = Encoding.Latin1.GetString(head).Split("\r\n");
        if (lines.Any(line => line.Any(c => char.IsControl(c) && c != '\t')))
        {
            return No(400, "The request holds control characters.");
        }

        if (lines[0].Split(' ') is not [var method, var target, var version] || !IsToken(method))
        {
            return No(400, "The request line cannot be read.");
        }

        if (version is not ("HTTP/1.1" or "HTTP/1.0"))
        {
            return version.StartsWith("HTTP/", StringComparison.Ordinal)
                ? No(505, "Only HTTP/1.1 is spoken here.")
                : No(400, "The request line cannot be read.");
        }

        if (ReadHeaders(lines) is not { } headers)
        {
            return No(400, "A header cannot be read, or is there twice.");
        }

        if (method is not ("GET" or "HEAD"))
        {
            return (null, HttpReply.Refuse(405, "Only GET and HEAD are served here.", Allowed));
        }

        if (target.Length > targetLength)
        {
            return No(414, "The path is too long.");
        }

        if (target[0] != '/' || target.Any(c => c is <= ' ' or > '~' or '#'))
        {
            return No(400, "The path cannot be read.");
        }

        if (HasBody(headers))
        {
            return No(413, "A request to read takes no body.");
        }

        var host = headers.GetValueOrDefault("host");
        return host is null && version == "HTTP/1.1"
            ? No(400, "The request names no host.")
            : (Request(method, target, version, host ?? "", headers), null);
    }

    private static HttpRequest Request(
        string method,
        string target,
        string version,
        string host,
        Dictionary<string, string> headers
    )
    {
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var connection = headers.GetValueOrDefault("connection", "");
        return new HttpRequest
        {
            IsHead = method == "HEAD",
            Path = question < 0 ? target : target[..question],
            Query = question < 0 ? "" : target[(question + 1)..],
            Host = host,
            Accept = headers.GetValueOrDefault("accept", ""),
            Authorization = headers.GetValueOrDefault("authorization"),
            KeepsAlive = version == "HTTP/1.1" && !connection.Contains("close", StringComparison.OrdinalIgnoreCase),
        };
    }

    /// <summary>The headers by their names in small letters; null where one cannot be read.</summary>
    private static Dictionary<string, string>? ReadHeaders(string[] lines)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || !IsToken(line[..colon]))
            {
                return null;
            }

            var name = line[..colon].ToLowerInvariant();
            var value = line[(colon + 1)..].Trim(' ', '\t');
            if (headers.TryAdd(name, value))
            {
                continue;
            }

            if (name is "host" or "authorization" or "content-length" or "transfer-encoding")
            {
                return null;
            }

            headers[name] = $"{headers[name]}, {value}";
        }

        return headers;
    }

    private static bool HasBody(Dictionary<string, string> headers) =>
        headers.ContainsKey("transfer-encoding")
        || (headers.TryGetValue("content-length", out var length) && length.Trim('0').Length > 0);

    private static bool IsToken(string text) =>
        text.Length > 0
        && text.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));

    private static (HttpRequest?, HttpReply) No(int status, string why) => (null, HttpReply.Refuse(status, why));
}
