using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace ReleaseManager.Bench;

/// <summary>
/// Reads the pages that an export reads, with nothing around: the bytes of the bodies are thrown away as they come. What it takes is the
/// least that any client can take that reads so.
/// </summary>
internal sealed class RawPages(HttpClient api, FillPlan plan)
{
    // The same as in an export (Export/RecordLister.cs and RecordIntake.cs).
    private const int PageSize = 50;
    private const int AtOnce = 2;

    private long _bytes;
    private int _pages;

    /// <summary>Reads all pages once.</summary>
    public async Task<RawRead> RunAsync(CancellationToken stop)
    {
        (_bytes, _pages) = (0, 0);
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, plan.Namespaces),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop },
            async (index, token) => await ReadNamespaceAsync(FillPlan.NamespaceAt(index), token)
        );
        return new RawRead(Stopwatch.GetElapsedTime(began), _bytes, _pages);
    }

    private async Task ReadNamespaceAsync(string ns, CancellationToken stop)
    {
        var path = string.Create(
            CultureInfo.InvariantCulture,
            $"/api/v1/namespaces/{ns}/secrets?limit={PageSize}&labelSelector=owner%3Dhelm"
        );
        string? next = null;
        do
        {
            var page = next is null ? path : $"{path}&continue={Uri.EscapeDataString(next)}";
            using var request = new HttpRequestMessage(HttpMethod.Get, page) { Version = new Version(2, 0) };
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            using var answer = await api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            answer.EnsureSuccessStatusCode();
            next = await ThrowAwayAsync(await answer.Content.ReadAsStreamAsync(stop), stop);
        } while (next is not null);
    }

    /// <summary>Reads to the end and keeps the first bytes only: the list's own metadata, with the token for the next page, stands there.</summary>
    private async Task<string?> ThrowAwayAsync(Stream body, CancellationToken stop)
    {
        var head = new byte[4096];
        var kept = await body.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, stop);
        var buffer = new byte[64 << 10];
        long length = kept;
        int read;
        while ((read = await body.ReadAsync(buffer, stop)) > 0)
        {
            length += read;
        }

        Interlocked.Add(ref _bytes, length);
        Interlocked.Increment(ref _pages);
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
