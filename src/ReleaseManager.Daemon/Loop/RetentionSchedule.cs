using ReleaseManager.Core.State;
using ReleaseManager.Daemon.Health;
using ReleaseManager.Daemon.Logging;

namespace ReleaseManager.Daemon.Loop;

/// <summary>
/// Removes snapshots that no rule keeps, from time to time, beside the exports and never in their way. Only after a good export: so neither a state of
/// another owner nor one that is not there yet is touched.
/// </summary>
internal sealed class RetentionSchedule(
    ReleaseState state,
    DaemonOptions options,
    DaemonCounters counters,
    IDaemonLog log,
    TimeProvider time
)
{
    private const double Jitter = 0.1;

    private readonly FailureCount _failures = new(state, counters);
    private readonly TroubleLog _trouble = new(log, "retention", DaemonLogLevel.Error, time);
    private Task _running = Task.CompletedTask;
    private TimeSpan _wait = TimeSpan.Zero;
    private long _began;

    /// <summary>An export has gone well: begins a run where it is time for one and none is under way. Does not wait for it.</summary>
    /// <param name="stop">Ends the run.</param>
    public async Task OfferAsync(CancellationToken stop)
    {
        if (
            options is not { Retention: { } policy, Export.DryRun: false }
            || !_running.IsCompleted
            || time.GetElapsedTime(_began) < _wait
        )
        {
            return;
        }

        await _running;
        _began = time.GetTimestamp();
#pragma warning disable CA5394 // Only spreads the work of many daemons.
        _wait = options.RetentionInterval * (1 + (((2 * Random.Shared.NextDouble()) - 1) * Jitter));
#pragma warning restore CA5394
        _running = RunAsync(policy, stop);
    }

    /// <summary>Waits for the run that is under way.</summary>
    public Task EndAsync() => _running;

    private async Task RunAsync(RetentionPolicy policy, CancellationToken stop)
    {
        counters.Add(DaemonCounter.TotalJobs);
        try
        {
            var prune = new PruneOptions { Policy = policy, Writer = options.Export.Writer };
            var result = await state.PruneAsync(prune, progress: null, stop);
            counters.Add(DaemonCounter.DeleteCount, result.SnapshotsRemoved);
            _trouble.Over();
            log.Write(
                new DaemonEvent(
                    result.SnapshotsRemoved + result.ContentsRemoved > 0
                        ? DaemonLogLevel.Information
                        : DaemonLogLevel.Debug,
                    "retention.done",
                    $"Retention removed {result.SnapshotsRemoved} snapshots and keeps {result.SnapshotsKept}.",
                    ("removed", result.SnapshotsRemoved),
                    ("kept", result.SnapshotsKept),
                    ("contentsRemoved", result.ContentsRemoved),
                    ("bytesRemoved", result.BytesRemoved)
                )
            );
        }
        catch (ReleaseManagerException error)
        {
            _failures.Add(error, DaemonCounter.DeleteErrors);
            _trouble.Met(error);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The next run goes on where this one ended.
        }
    }
}
