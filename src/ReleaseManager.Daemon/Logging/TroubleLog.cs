namespace ReleaseManager.Daemon.Logging;

/// <summary>
/// Tells a failure when it begins, when it becomes another one, and when it is over; while it lasts its repetitions are for those alone who look for
/// a fault.
/// </summary>
/// <param name="name">What fails, for the names of the events: <c>export</c> gives <c>export.failed</c> and <c>export.recovered</c>.</param>
/// <param name="level">How much the failure matters.</param>
internal sealed class TroubleLog(IDaemonLog log, string name, DaemonLogLevel level, TimeProvider time)
{
    private readonly Lock _gate = new();
    private (string Id, string? Target)? _last;
    private long _began;
    private int _times;

    /// <summary>It has failed.</summary>
    public void Met(ReleaseManagerException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        bool isNews;
        lock (_gate)
        {
            if (_last is null)
            {
                (_began, _times) = (time.GetTimestamp(), 0);
            }

            _times++;
            isNews = _last != (error.ErrorId, error.Target);
            _last = (error.ErrorId, error.Target);
        }

        var message = error.Advice is null ? error.Message : $"{error.Message} {error.Advice}";
        log.Write(
            new DaemonEvent(
                isNews ? level : DaemonLogLevel.Debug,
                $"{name}.failed",
                message,
                ("error", error.ErrorId),
                ("target", error.Target)
            )
        );
    }

    /// <summary>It has worked.</summary>
    public void Over()
    {
        int times;
        TimeSpan lasted;
        lock (_gate)
        {
            if (_last is null)
            {
                return;
            }

            (_last, times, lasted) = (null, _times, time.GetElapsedTime(_began));
        }

        log.Write(
            new DaemonEvent(
                DaemonLogLevel.Information,
                $"{name}.recovered",
                $"Works again after {(long)lasted.TotalSeconds} s.",
                ("failures", times),
                ("seconds", (long)lasted.TotalSeconds)
            )
        );
    }
}
