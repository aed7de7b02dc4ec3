using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace ReleaseManager.Bench;

/// <summary>
/// Reads the pages that an export reads, with nothing around: the bytes of the bodies are thrown away as they come. What it takes is the
/// least that any client can take that reads so.
/// </summary>
internal sealed class RawPages(HttpClient api)
{
    // The same as in an export (Export/RecordLister.cs).
    private const int PageSize = 50;

    private long _bytes;

    /// <summary>Reads all pages once.</summary>
    public async Task<RawRead> RunAsync(CancellationToken stop)
    {
        _bytes = 0;
        var pages = 0;
        var began = Stopwatch.GetTimestamp();
        var path = string.Create(
            CultureInfo.InvariantCulture,
            $"/api/v1/secrets?limit={PageSize}&labelSelector=owner%3Dhelm"
        );
        string? next = null;
        do
        {
            var page = next is null ? path : $"{path}&continue={Uri.EscapeDataString(next)}";
            using var request = new HttpRequestMessage(HttpMethod.Get, page) { Version = HttpVersion.Version20 };
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            using var answer = await api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            answer.EnsureSuccessStatusCode();
            next = await ThrowAwayAsync(await answer.Content.ReadAsStreamAsync(stop), stop);
            pages++;
        } while (next is not null);
        return new RawRead(Stopwatch.GetElapsedTime(began), _bytes, pages);
    }

    /// <summary>Reads to the end and keeps the first bytes only: the list's own metadata, with the token for the next page, stands there.</summary>
    private async Task<string?> ThrowAwayAsync(Stream body, CancellationToken stop)
    {
        var head = new byte[4096];
        var kept = await body.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, stop);
        var buffer = new byte[64 << 10];
        _bytes += kept;
        int read;
        while ((read = await body.ReadAsync(buffer, stop)) > 0)
        {
            _bytes += read;
        }

        return Token(Encoding.UTF8.GetString(head, 0, kept));
    }

    private static string? Token(string head)
    {
        const string member = "\"continue\":\"";
        var items = head.IndexOf("\"items\":", StringComparison.Ordinal);
        var start = head.IndexOf(member, StringComparison.Ordinal);
        if (start < 0 || start > items)
        {
            return null;
        }

        start += member.Length;
        return head[start..head.IndexOf('"', start)];
    }
}
