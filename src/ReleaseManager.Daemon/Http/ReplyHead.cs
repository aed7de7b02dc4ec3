using System.Globalization;
using System.Text;

namespace ReleaseManager.Daemon.Http;

/// <summary>Writes the head of an answer, with the headers that keep a browser from doing anything with it that is not meant.</summary>
internal static class ReplyHead
{
    /// <summary>
    /// Nothing but what this server itself serves as a file is run, styled, shown or asked; nothing is framed, and no script builds markup from text.
    /// </summary>
    public const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private static readonly string Always = string.Concat(
        $"Content-Security-Policy: {ContentPolicy}\r\n",
        "X-Content-Type-Options: nosniff\r\n",
        "X-Frame-Options: DENY\r\n",
        "Referrer-Policy: no-referrer\r\n",
        "Cross-Origin-Opener-Policy: same-origin\r\n",
        "Cross-Origin-Resource-Policy: same-origin\r\n",
        "Cache-Control: no-store\r\n"
    );

    /// <summary>The bytes of the head.</summary>
    /// <param name="closes">Whether the connection ends after it.</param>
    public static byte[] Write(HttpReply reply, DateTimeOffset now, bool closes)
    {
        var head = new StringBuilder(1024);
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {reply.Status} {Reason(reply.Status)}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Date: {now.UtcDateTime:R}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Content-Type: {reply.Type}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Content-Length: {reply.Body.Length}\r\n")
            .Append(Always);
        foreach (var (name, value) in reply.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        head.Append(closes ? "Connection: close\r\n\r\n" : "\r\n");
        return Encoding.ASCII.GetBytes(head.ToString());
    }

    private static string Reason(int status) =>
        status switch
        {
            200 => "OK",
            400 => "Bad Request",
            401 => "Unauthorized",
            404 => "Not Found",
            405 => "Method Not Allowed",
            408 => "Request Timeout",
            413 => "Content Too Large",
            414 => "URI Too Long",
            421 => "Misdirected Request",
            431 => "Request Header Fields Too Large",
            500 => "Internal Server Error",
            503 => "Service Unavailable",
            505 => "HTTP Version Not Supported",
            _ => "Status",
        };
}
