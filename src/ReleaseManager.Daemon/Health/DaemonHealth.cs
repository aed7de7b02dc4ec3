namespace ReleaseManager.Daemon.Health;

/// <summary>
/// Keeps what a daemon knows of its own health. It is unhealthy after two failures in a row, or when what it is there for last went well longer ago
/// than three intervals: a loop that hangs says nothing, so silence counts as failure. May be used by many threads.
/// </summary>
/// <param name="interval">How often the state is to be compared with the cluster.</param>
internal sealed class DaemonHealth(TimeProvider time, TimeSpan interval)
{
    private const int FailuresBorne = 1;
    private const int IntervalsBorne = 3;

    private readonly Lock _lock = new();
    private readonly DateTimeOffset _begun = time.GetUtcNow();
    private DaemonRole _role = DaemonRole.Starting;
    private DateTimeOffset? _lastGood;
    private int _failures;
    private string? _lastError;

    /// <summary>The replica has another part from now on; what it failed at before is not held against it.</summary>
    public void Become(DaemonRole role)
    {
        lock (_lock)
        {
            if (_role != role)
            {
                (_role, _failures, _lastError) = (role, 0, null);
            }
        }
    }

    /// <summary>A leader may not go on, and whether another one does is not known: a failure, which adds to those that it had before.</summary>
    /// <param name="reason">For people; without any secret.</param>
    public void StepDown(string reason)
    {
        lock (_lock)
        {
            (_role, _failures, _lastError) = (DaemonRole.Standby, _failures + 1, reason);
        }
    }

    /// <summary>A leader has compared state and cluster, or a standby has seen that another leads.</summary>
    public void Passed()
    {
        lock (_lock)
        {
            (_lastGood, _failures, _lastError) = (time.GetUtcNow(), 0, null);
        }
    }

    /// <summary>That did not work.</summary>
    /// <param name="reason">For people; without any secret.</param>
    public void Failed(string reason)
    {
        lock (_lock)
        {
            (_failures, _lastError) = (_failures + 1, reason);
        }
    }

    /// <summary>How it is now.</summary>
    public HealthReport Report()
    {
        lock (_lock)
        {
            var silent = time.GetUtcNow() - (_lastGood ?? _begun);
            var reason =
                _failures > FailuresBorne ? $"failed {_failures} times in a row; the last time: {_lastError}"
                : silent > IntervalsBorne * interval
                    ? $"the last good check was {(long)silent.TotalSeconds} s ago{(_lastError is null ? "" : $": {_lastError}")}"
                : null;
            return new HealthReport
            {
                IsHealthy = reason is null,
                Reason = reason,
                Role = _role,
                LastGoodCheck = _lastGood,
                Failures = _failures,
                LastError = _lastError,
            };
        }
    }
}
