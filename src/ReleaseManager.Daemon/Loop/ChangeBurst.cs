namespace ReleaseManager.Daemon.Loop;

/// <summary>Gathers changes until there is quiet, or until the first of them has waited long enough.</summary>
/// <param name="quiet">How long nothing must come.</param>
/// <param name="longest">How long the first change waits at most.</param>
internal sealed class ChangeBurst(TimeSpan quiet, TimeSpan longest, TimeProvider time)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _arrival = NewSource();
    private (long First, long Last)? _burst;

    /// <summary>Something has changed. May be called from any thread.</summary>
    public void Add()
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _burst = (_burst?.First ?? now, now);
            _arrival.TrySetResult();
        }
    }

    /// <summary>Waits for a burst and its end, or until it is time anyway. What comes after is another burst.</summary>
    /// <param name="since">The timestamp from which the time counts.</param>
    /// <param name="atMost">How long after it is time anyway.</param>
    /// <returns>True at the end of a burst; false where it is time anyway.</returns>
    public async Task<bool> WaitAsync(long since, TimeSpan atMost, CancellationToken stop)
    {
        while (true)
        {
            Task arrival;
            TimeSpan? unrest = null;
            var left = atMost - time.GetElapsedTime(since);
            lock (_gate)
            {
                arrival = _arrival.Task;
                if (_burst is var (first, last))
                {
                    unrest = Shorter(quiet - time.GetElapsedTime(last), longest - time.GetElapsedTime(first));
                }

                if (left <= TimeSpan.Zero || unrest <= TimeSpan.Zero)
                {
                    (_burst, _arrival) = (null, NewSource());
                    return left > TimeSpan.Zero;
                }
            }

            if (unrest is { } wait)
            {
                await Task.Delay(Shorter(wait, left), time, stop);
                continue;
            }

            try
            {
                await arrival.WaitAsync(left, time, stop);
            }
            catch (TimeoutException)
            {
                // It is time anyway.
            }
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
