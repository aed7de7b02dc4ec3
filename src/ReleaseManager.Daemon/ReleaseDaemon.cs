using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.State;
using ReleaseManager.Daemon.Health;
using ReleaseManager.Daemon.Leadership;
using ReleaseManager.Daemon.Logging;
using ReleaseManager.Daemon.Loop;

namespace ReleaseManager.Daemon;

/// <summary>
/// Keeps the saved state of a cluster's releases current until it is stopped: the daemon without any face. Creating one touches nothing.
/// </summary>
public sealed class ReleaseDaemon
{
    private readonly KubeClient _cluster;
    private readonly DaemonOptions _options;
    private readonly string _identity;
    private readonly IDaemonLog _log;
    private readonly TimeProvider _time;
    private readonly ExportCycle _cycle;
    private readonly CurrentState _current;

    /// <summary>Prepares a daemon.</summary>
    /// <param name="cluster">The cluster whose releases are saved.</param>
    /// <param name="state">Where they are saved.</param>
    /// <param name="log">Told what happens.</param>
    /// <param name="time">The clock; the system's where null.</param>
    /// <exception cref="ReleaseManagerException">The options make no sense; says which.</exception>
    public ReleaseDaemon(
        KubeClient cluster,
        ReleaseState state,
        DaemonOptions options,
        IDaemonLog log,
        TimeProvider? time = null
    )
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(log);
        _cluster = cluster;
        State = state;
        _options = options.Checked();
        _identity = options.Identity ?? $"{Environment.MachineName}_{Guid.NewGuid():n}";
        _log = log;
        _time = time ?? TimeProvider.System;
        Health = new DaemonHealth(_time, options.PollingInterval);
        _cycle = new ExportCycle(cluster, state, options, Health, Counters, log, _time);
        _current = new CurrentState(
            new RecordWatch(cluster, options.Export, _time),
            new WatchTold(log, _time),
            _cycle,
            new RetentionSchedule(state, options, Counters, log, _time),
            options,
            _time
        );
    }

    /// <summary>How it is.</summary>
    internal DaemonHealth Health { get; }

    /// <summary>What it has done.</summary>
    internal DaemonCounters Counters { get; } = new();

    /// <summary>What the last export that went well found; null before the first.</summary>
    internal ExportResult? LastExport => _cycle.Last;

    /// <summary>The state that it keeps.</summary>
    internal ReleaseState State { get; }

    /// <summary>
    /// Works until it is stopped; then finishes the snapshot that is being written, gives the lease back and returns, within 10 seconds. Failures of cluster
    /// and backend do not end it.
    /// </summary>
    public async Task RunAsync(CancellationToken stop)
    {
        Tell("daemon.started", "The daemon has started.");
        try
        {
            if (_options is { Lease: { } options, Export.DryRun: false })
            {
                // Its own connection and few attempts: a renewal neither waits behind an export's requests, nor keeps trying beyond the time that it has.
                using var cluster = new KubeClient(_cluster.Access, _cluster.Options with { MaxRetries = 1 }, _time);
                var lease = new HeldLease(cluster, options, _identity, _time);
                var election = new LeaderElection(lease, options, Health, _log, _options.PollingInterval, _time);
                await election.RunAsync(lost => _current.RunAsync(lost, stop), stop);
            }
            else
            {
                Health.Become(DaemonRole.Leader);
                await _current.RunAsync(CancellationToken.None, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // As it was asked to.
        }
        finally
        {
            Tell("daemon.stopped", "The daemon has stopped.");
        }
    }

    private void Tell(string name, string message) =>
        _log.Write(
            new DaemonEvent(
                DaemonLogLevel.Information,
                name,
                message,
                ("location", State.Location),
                ("cluster", _cluster.Access),
                ("owner", _options.Owner),
                ("lease", _options.Lease),
                ("identity", _identity),
                ("interval", (long)_options.PollingInterval.TotalSeconds),
                ("dryRun", _options.Export.DryRun)
            )
        );
}
