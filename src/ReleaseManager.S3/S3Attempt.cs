namespace ReleaseManager.S3;

/// <summary>
/// One try of a request, from its first byte to the last one of the answer. The SDK's own timeout ends with the headers of the answer, and it
/// reads lists and errors by calls that cannot be cancelled: a body that stalls would hold it for ever. Here the body is whole
/// before the SDK sees it, so that whatever happens to it on the way is a failed try, which the SDK repeats.
/// </summary>
internal sealed class S3Attempt(HttpMessageHandler inner, TimeSpan timeout, S3RequestCounter counter, TimeProvider time)
    : DelegatingHandler(inner)
{
    /// <summary>Slower than this in bytes a second counts as stalled.</summary>
    public const int SlowestRate = 128 * 1024;

    /// <summary>From here on a server may refuse content before it is sent; below, to ask first costs a round trip and spares nothing.</summary>
    private const int AskFirst = 1024 * 1024;

    /// <summary>How long a try may take that carries so many bytes.</summary>
    public static TimeSpan Bound(TimeSpan timeout, long bytes) =>
        timeout + TimeSpan.FromSeconds(bytes / (double)SlowestRate);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop)
    {
        counter.Count(request);
        var length = request.Content?.Headers.ContentLength ?? 0;
        request.Headers.ExpectContinue = length >= AskFirst;
        var bound = Bound(timeout, length);
        var began = time.GetTimestamp();
        using var late = new CancellationTokenSource(bound, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
        HttpResponseMessage? answer = null;
        try
        {
            answer = await base.SendAsync(request, either.Token);
            var rest = Bound(bound, answer.Content.Headers.ContentLength ?? 0) - time.GetElapsedTime(began);
            late.CancelAfter(rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
            await answer.Content.LoadIntoBufferAsync(either.Token);
            await RightRegion.NoteAsync(answer, either.Token);
            return answer;
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            answer?.Dispose();
            throw new TimeoutException("The server did not answer in time.", e);
        }
        catch
        {
            answer?.Dispose();
            throw;
        }
    }
}
