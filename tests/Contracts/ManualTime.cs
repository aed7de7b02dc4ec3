namespace ReleaseManager.Contracts;

/// <summary>
/// A clock that only moves when a test says so. Timers fire when the clock passes them. With <see cref="SkipUpTo"/> waits up to that
/// length end at once, the clock moving on by them, so that a test of retries neither sleeps nor steers.
/// </summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<TimeSpan> _skipped = [];
    private TaskCompletionSource _change = NewSource();
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>Waits up to this length end at once; zero for none.</summary>
    public TimeSpan SkipUpTo { get; init; }

    /// <summary>The waits that were skipped, in order.</summary>
    public IReadOnlyList<TimeSpan> Skipped
    {
        get
        {
            lock (_gate)
            {
                return [.. _skipped];
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <summary>Moves the clock on and fires what is due.</summary>
    public void Advance(TimeSpan by)
    {
        List<ManualTimer> due;
        lock (_gate)
        {
            _now += by;
            due = [.. _timers.Where(t => t.Due <= _now).OrderBy(t => t.Due)];
            _timers.RemoveAll(due.Contains);
        }

        due.ForEach(t => t.Fire());
    }

    /// <summary>Completes when so many wait for the clock to move.</summary>
    public async Task WaitersAsync(int count, CancellationToken stop)
    {
        while (true)
        {
            Task change;
            lock (_gate)
            {
                if (_timers.Count >= count)
                {
                    return;
                }

                change = _change.Task;
            }

            await change.WaitAsync(stop);
        }
    }

    /// <summary>Waits until somebody waits for the clock no longer than this, and moves it on to the end of the shortest such wait.</summary>
    public async Task AdvanceToNextAsync(TimeSpan within, CancellationToken stop)
    {
        while (true)
        {
            Task change;
            var by = Timeout.InfiniteTimeSpan;
            lock (_gate)
            {
                change = _change.Task;
                if (_timers.Count > 0 && _timers.Min(t => t.Due) - _now is var next && next <= within)
                {
                    by = next > TimeSpan.Zero ? next : TimeSpan.Zero;
                }
            }

            if (by != Timeout.InfiniteTimeSpan)
            {
                Advance(by);
                return;
            }

            await change.WaitAsync(stop);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period != Timeout.InfiniteTimeSpan && period != TimeSpan.Zero)
        {
            throw new NotSupportedException("A ManualTime has no periodic timers.");
        }

        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private void Set(ManualTimer timer, TimeSpan dueTime)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                return;
            }

            if (dueTime > SkipUpTo)
            {
                timer.Due = _now + dueTime;
                _timers.Add(timer);
                _change.TrySetResult();
                _change = NewSource();
                return;
            }

            _now += dueTime;
            _skipped.Add(dueTime);
        }

        // Not within CreateTimer: whoever asked for the timer does not have it yet.
        ThreadPool.UnsafeQueueUserWorkItem(static t => t.Fire(), timer, preferLocal: false);
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Remove(ManualTimer timer)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
        }
    }

    private sealed class ManualTimer(ManualTime time, Action callback) : ITimer
    {
        private volatile bool _disposed;

        public DateTimeOffset Due { get; set; }

        public void Fire()
        {
            if (!_disposed)
            {
                callback();
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.Set(this, dueTime);
            return true;
        }

        public void Dispose()
        {
            _disposed = true;
            time.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
