using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace ReleaseManager.Core.Clusters.Http;

/// <summary>Reads the events of a watch, one JSON object a line, as they come.</summary>
internal sealed class WatchReader : IAsyncDisposable
{
    /// <summary>How much longer than asked for the API may keep the watch open before it counts as dead.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly PipeReader _lines;
    private readonly ApiRequest _request;
    private readonly CancellationTokenSource _limit;

    private WatchReader(PipeReader lines, ApiRequest request, CancellationTokenSource limit)
    {
        _lines = lines;
        _request = request;
        _limit = limit;
    }

    public static async Task<WatchReader> OpenAsync(
        OpenResponse open,
        ApiRequest request,
        WatchOptions options,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var stream = await open.Response.Content.ReadAsStreamAsync(stop);
        return new WatchReader(
            PipeReader.Create(stream),
            request,
            new CancellationTokenSource(options.Duration + Grace, time)
        );
    }

    /// <summary>Waits for the next change.</summary>
    /// <returns>The next change; null where the watch has ended, for whatever reason.</returns>
    public async Task<WatchEvent?> ReadAsync(ApiResource resource, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, _limit.Token);
        while (await LineAsync(either.Token, stop) is { } line)
        {
            if (Event(line, resource) is { } change)
            {
                return change;
            }
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        _limit.Dispose();
        await _lines.CompleteAsync();
    }

    private async Task<byte[]?> LineAsync(CancellationToken either, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var result = await _lines.ReadAsync(either);
                if (result.Buffer.PositionOf((byte)'\n') is { } end)
                {
                    var line = result.Buffer.Slice(0, end).ToArray();
                    _lines.AdvanceTo(result.Buffer.GetPosition(1, end));
                    return line;
                }

                if (result.IsCompleted)
                {
                    return null;
                }

                _lines.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private WatchEvent? Event(byte[] line, ApiResource resource)
    {
        KubeObject json;
        try
        {
            json = KubeObject.Parse(line);
        }
        catch (JsonException)
        {
            // A line that was cut off in the middle: the connection is ending.
            return null;
        }

        if (json.Find("object") is not { } changed)
        {
            return null;
        }

        return json.GetString("type") switch
        {
            "ADDED" => new WatchEvent(WatchEventType.Added, new KubeObject(changed, resource)),
            "MODIFIED" => new WatchEvent(WatchEventType.Modified, new KubeObject(changed, resource)),
            "DELETED" => new WatchEvent(WatchEventType.Deleted, new KubeObject(changed, resource)),
            "BOOKMARK" => new WatchEvent(WatchEventType.Bookmark, new KubeObject(changed, resource)),
            "ERROR" => throw StatusReader.FromStatus(_request, Code(changed), retryAfter: null, changed),
            _ => null,
        };
    }

    private static int Code(JsonElement status) =>
        status.TryGetProperty("code", out var code) && code.TryGetInt32(out var number) ? number : 500;
}
