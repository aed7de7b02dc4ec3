using System.Net;
using System.Security.Cryptography;
using System.Text;
using ReleaseManager.Core.Clusters.Config;

namespace ReleaseManager.Core.Clusters.Http;

/// <summary>
/// The headers that say whom a request acts as. The API server takes each line as one group, while HttpClient joins what has one name into one line, with
/// commas. Where something has several values, a mark goes out in place of all, and the lines take its place on the way to the socket.
/// </summary>
internal sealed class ImpersonationHeaders
{
    private const string User = "Impersonate-User";

    private readonly List<(string Name, string Value)> _lines;
    private readonly string? _mark;

    private ImpersonationHeaders(List<(string Name, string Value)> lines)
    {
        _lines = lines;
        if (lines.DistinctBy(line => line.Name, StringComparer.OrdinalIgnoreCase).Count() < lines.Count)
        {
            // In Latin-1 the first character is the byte 0xFF, which no text in UTF-8 has: no body is ever held back for looking like a mark.
            _mark = "\u00ff" + RandomNumberGenerator.GetHexString(32);
        }
    }

    /// <summary>The headers; null where requests are sent as the user itself.</summary>
    /// <exception cref="KubeConfigException">A name would end its line, and begin a header of its own.</exception>
    public static ImpersonationHeaders? Of(Impersonation? other)
    {
        if (other is null)
        {
            return null;
        }

        List<(string Name, string Value)> lines = [(User, other.User)];
        if (other.Uid is not null)
        {
            lines.Add(("Impersonate-Uid", other.Uid));
        }

        lines.AddRange(other.Groups.Select(group => ("Impersonate-Group", group)));
        foreach (var (key, values) in other.Extra)
        {
            lines.AddRange(values.Select(value => ("Impersonate-Extra-" + Uri.EscapeDataString(key), value)));
        }

        // HttpClient sends such a value as it is, and drops the whole header if anything looks at it: the request would then act as the user itself.
        return lines.Find(line => line.Value.Any(char.IsControl)) is { Name: { } name }
            ? throw new KubeConfigException(
                "ImpersonationNotSendable",
                $"A value of {name}, which says whom to act as, has a line break or another control character."
            )
            {
                Target = name,
                Advice =
                    "Correct the user, group, uid or extra field where it is given: --as (-As), or the kubeconfig.",
            }
            : new ImpersonationHeaders(lines);
    }

    /// <summary>Puts them into a request. It goes by HTTP/1.1 where they have to be spread, since lines are a thing of that version.</summary>
    public void AddTo(HttpRequestMessage message)
    {
        if (_mark is not null)
        {
            message.Version = HttpVersion.Version11;
            message.Headers.TryAddWithoutValidation(User, _mark);
            return;
        }

        foreach (var (name, value) in _lines)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>Has the connections send them as they are meant.</summary>
    public void Prepare(SocketsHttpHandler handler)
    {
        // Names of people and groups are not always ASCII; other clients of Kubernetes send them in UTF-8.
        var encoding = _mark is null ? Encoding.UTF8 : Encoding.Latin1;
        handler.RequestHeaderEncodingSelector = (name, _) =>
            name.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase) ? encoding : null;
        if (_mark is null)
        {
            return;
        }

        var mark = Encoding.Latin1.GetBytes(_mark);
        var lines = Encoding.UTF8.GetBytes(
            _lines[0].Value + string.Concat(_lines.Skip(1).Select(line => $"\r\n{line.Name}: {line.Value}"))
        );
        handler.PlaintextStreamFilter = (context, _) =>
            // What goes through a tunnel is filtered where it is plain text still.
            ValueTask.FromResult(
                context.InitialRequestMessage.Method == HttpMethod.Connect
                    ? context.PlaintextStream
                    : new MarkReplacingStream(context.PlaintextStream, mark, lines)
            );
    }
}
