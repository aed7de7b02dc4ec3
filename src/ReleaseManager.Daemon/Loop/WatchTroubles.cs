using System.Collections.Concurrent;
using ReleaseManager.Core.Export;
using ReleaseManager.Daemon.Logging;

namespace ReleaseManager.Daemon.Loop;

/// <summary>Tells when a watch fails and when it works again: until then changes are found at the next full comparison.</summary>
internal sealed class WatchTroubles(IDaemonLog log, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, TroubleLog> _logs = new(StringComparer.Ordinal);

    /// <summary>A watch fails, or works.</summary>
    public void Note(RecordWatchState state)
    {
        if (state.Error is { } error)
        {
            _logs.GetOrAdd(state.Watched, _ => new TroubleLog(log, "watch", DaemonLogLevel.Warning, time)).Met(error);
        }
        else if (_logs.TryGetValue(state.Watched, out var trouble))
        {
            trouble.Over();
        }
    }
}
