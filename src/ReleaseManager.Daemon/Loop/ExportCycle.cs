using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.State;
using ReleaseManager.Daemon.Health;
using ReleaseManager.Daemon.Logging;

namespace ReleaseManager.Daemon.Loop;

/// <summary>One comparison of state and cluster after the other, with what is to be counted, told and known of the daemon's health.</summary>
internal sealed class ExportCycle(
    KubeClient cluster,
    ReleaseState state,
    DaemonOptions options,
    DaemonHealth health,
    DaemonCounters counters,
    IDaemonLog log,
    TimeProvider time
)
{
    private readonly Exporter _exporter = new(cluster, state, time);
    private readonly FailureCount _failures = new(state, counters);
    private readonly TroubleLog _trouble = new(log, "export", DaemonLogLevel.Error, time);
    private readonly ExportTold _told = new(log);
    private ExportOptions _export = options.Export with { Owner = options.Owner ?? options.Export.Owner };
    private ExportResult? _last;

    /// <summary>What the last export that went well found; null before the first.</summary>
    public ExportResult? Last => Volatile.Read(ref _last);

    /// <summary>Compares, and saves what changed.</summary>
    /// <param name="reconcile">Takes releases that Helm is at work on as they are.</param>
    /// <param name="end">Ends it, unless the snapshot is being written already.</param>
    /// <param name="stop">Stops it wherever it is.</param>
    /// <exception cref="ReleaseManagerException">It did not work; told and counted already.</exception>
    public async Task RunAsync(bool reconcile, CancellationToken end, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        var at = new LastActivity();
        counters.Add(DaemonCounter.TotalJobs);
        try
        {
            var result = await _exporter.RunAsync(_export with { Reconcile = reconcile }, at, end, stop);
            await PassAsync(result, time.GetElapsedTime(began), end);
        }
        catch (ReleaseManagerException error)
        {
            _failures.Add(error, FailedToSave(error, at) ? DaemonCounter.SaveErrors : null);
            health.Failed(error.Message);
            _trouble.Met(error);
            throw;
        }
    }

    private async Task PassAsync(ExportResult result, TimeSpan took, CancellationToken stop)
    {
        if (Last is null)
        {
            // A path is taken over once: an owner that takes it back, or another daemon that was told to, is not fought for ever.
            _export = _export with
            {
                TakeOverPath = false,
            };
            await TellGuaranteesAsync(stop);
        }

        Volatile.Write(ref _last, result);
        counters.Add(DaemonCounter.SaveCount, result.Written ? result.ChangedRevisions : 0);
        health.Passed();
        _trouble.Over();
        _told.Tell(result, took);
    }

    private async Task TellGuaranteesAsync(CancellationToken stop)
    {
        if (_export.Owner is null || _export.DryRun || (await state.Backend.FindGuaranteesAsync(stop)).ExactWrites)
        {
            return;
        }

        log.Write(
            new DaemonEvent(
                DaemonLogLevel.Warning,
                "ownership.advisory",
                $"{state.Location} does not decide between two that write at the same moment: that no other manager keeps this state is checked, but not guaranteed.",
                ("location", state.Location)
            )
        );
    }

    /// <summary>Whether there was something to write, and the backend did not take it.</summary>
    private static bool FailedToSave(ReleaseManagerException error, LastActivity at) =>
        error is { Kind: ErrorKind.Backend, ErrorId: "BackendNotWritable" or "BackendFull" }
        || (error.Kind == ErrorKind.Backend && at.Name is not null and not Exporter.ReadingState);

    /// <summary>Remembers how far an export has come.</summary>
    private sealed class LastActivity : IProgress<OperationProgress>
    {
        public string? Name { get; private set; }

        public void Report(OperationProgress value) => Name = value.Activity;
    }
}
