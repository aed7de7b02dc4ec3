namespace ReleaseManager.Daemon.Http;

/// <summary>
/// Where answers are made that need the backend: so many at once, each within its time. What does not need it never comes this way, so a backend
/// that hangs holds up nothing but the answers that are made of it.
/// </summary>
internal sealed class ReaderLane(HttpLimits limits, TimeProvider time)
{
    private static readonly (string, string) Again = ("Retry-After", "5");

    private int _taken;

    /// <summary>Makes an answer, or says that now is not the time.</summary>
    /// <param name="make">Makes it; may be slow to notice that it is to stop.</param>
    public async Task<HttpReply> RunAsync(Func<CancellationToken, Task<HttpReply>> make, CancellationToken stop)
    {
        if (Interlocked.Increment(ref _taken) > limits.Readers)
        {
            Interlocked.Decrement(ref _taken);
            return Later("Too many requests that read the saved state are under way.");
        }

        var slot = new Slot(this);
        var making = MakeAsync(make, stop);
        try
        {
            return await making.WaitAsync(limits.ReadTime, time, stop) with { Held = slot };
        }
        catch (Exception e)
        {
            // Whatever still runs holds its place until it ends: that is what bounds it.
            _ = slot.DisposeAfterAsync(making);
            if (e is TimeoutException || (e is OperationCanceledException && !stop.IsCancellationRequested))
            {
                return Later("Reading the saved state takes too long.");
            }

            throw;
        }
    }

    /// <summary>An answer that names a reason to ask again later.</summary>
    public static HttpReply Later(string why) => HttpReply.Say(503, why) with { Headers = [Again] };

    private async Task<HttpReply> MakeAsync(Func<CancellationToken, Task<HttpReply>> make, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(limits.ReadTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        return await make(either.Token);
    }

    private sealed class Slot(ReaderLane lane) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
            {
                Interlocked.Decrement(ref lane._taken);
            }
        }

        public async Task DisposeAfterAsync(Task work)
        {
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Dispose();
        }
    }
}
