using System.Collections.Concurrent;
using ReleaseManager.Core.Export;
using ReleaseManager.Daemon.Logging;

namespace ReleaseManager.Daemon.Loop;

/// <summary>Tells what the watch saw, when it fails and when it works again: until then changes are found at the next full comparison.</summary>
internal sealed class WatchTold(IDaemonLog log, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, TroubleLog> _troubles = new(StringComparer.Ordinal);

    /// <summary>A record has changed.</summary>
    public void Note(RecordChange change) =>
        log.Write(
            new DaemonEvent(
                DaemonLogLevel.Debug,
                "watch.change",
                change.Release is null
                    ? "The watch begins anew; something may have changed meanwhile."
                    : "A record has changed.",
                ("namespace", change.Namespace),
                ("release", change.Release)
            )
        );

    /// <summary>A watch fails, or works.</summary>
    public void Note(RecordWatchState state)
    {
        if (state.Error is { } error)
        {
            _troubles
                .GetOrAdd(state.Watched, _ => new TroubleLog(log, "watch", DaemonLogLevel.Warning, time))
                .Met(error);
        }
        else if (_troubles.TryGetValue(state.Watched, out var trouble))
        {
            trouble.Over();
        }
    }
}
