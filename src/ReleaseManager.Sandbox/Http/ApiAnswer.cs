using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;

namespace ReleaseManager.Sandbox.Http;

/// <summary>An answer that is complete: status code, body and the headers that matter.</summary>
internal sealed record ApiAnswer(int Code, ReadOnlyMemory<byte> Body, string ContentType = "application/json")
{
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public int? RetryAfterSeconds { get; init; }

    /// <summary>Ends the connection in the middle of the body.</summary>
    public bool BreaksOff { get; init; }

    public static ApiAnswer Json(int code, JsonNode body) => new(code, JsonText.Write(body));

    public static ApiAnswer Text(int code, string text) =>
        new(code, System.Text.Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8");

    public async Task SendAsync(HttpResponse response, CancellationToken stop)
    {
        response.StatusCode = Code;
        response.ContentType = ContentType;
        response.ContentLength = Body.Length;
        response.Headers.CacheControl = "no-cache, private";
        foreach (var warning in Warnings)
        {
            response.Headers.Append("Warning", $"299 - \"{warning.Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
        }

        if (RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        await response.Body.WriteAsync(BreaksOff ? Body[..(Body.Length / 2)] : Body, stop);
        if (BreaksOff)
        {
            await response.Body.FlushAsync(stop);
            response.HttpContext.Abort();
        }
    }
}
