using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Daemon.Tests.Loop;

/// <summary>Told to stop, the daemon finishes the snapshot at hand and nothing else.</summary>
public sealed class StopTests
{
    private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_snapshot_that_is_being_written_is_finished()
    {
        await using var bench = await DaemonBench.StartAsync();
        var daemon = bench.Start(backend: HeldUpAtTheSnapshot(bench));
        await _met.Task.WaitAsync(Stop);
        await daemon.CancelAsync();
        daemon.Time.Advance(TimeSpan.FromSeconds(7));
        Assert.False(daemon.Ended.IsCompleted);

        _goOn.SetResult();
        await daemon.Ended;
        await bench.AssertCurrentAsync();
        Assert.NotNull(await bench.State.ReadManagerAsync(Stop));
        Assert.Equal("daemon.stopped", daemon.Log.Events[^1].Name);
    }

    [Fact]
    public async Task A_snapshot_that_does_not_get_finished_in_time_is_given_up()
    {
        await using var bench = await DaemonBench.StartAsync();
        var daemon = bench.Start(backend: HeldUpAtTheSnapshot(bench));
        await _met.Task.WaitAsync(Stop);
        await daemon.CancelAsync();
        daemon.Time.Advance(TimeSpan.FromSeconds(8));
        _goOn.SetResult();

        await daemon.Ended;
        Assert.Empty(await bench.State.ListSnapshotsAsync(Stop));
    }

    [Fact]
    public async Task An_export_that_still_reads_the_cluster_is_ended_at_once()
    {
        await using var bench = await DaemonBench.StartAsync();
        bench.HoldUp(request => request is { Resource: "secrets", Verb: "list" }, _goOn.Task, _met);
        var daemon = bench.Start();
        await _met.Task.WaitAsync(Stop);
        await daemon.CancelAsync();

        await daemon.Ended;
        Assert.Empty(await bench.State.ListSnapshotsAsync(Stop));
        Assert.Equal(0, daemon.Log.Count("export.failed"));
    }

    [Fact]
    public async Task A_daemon_that_waits_ends_at_once()
    {
        await using var bench = await DaemonBench.StartAsync();
        var daemon = bench.Start();
        await daemon.NextAsync("export.written");
        await daemon.CancelAsync();
        await daemon.Ended;
    }

    [Fact]
    public async Task A_daemon_that_waits_for_the_API_to_come_back_ends_at_once()
    {
        await using var bench = await DaemonBench.StartAsync();
        bench.Cluster.Faults.Drop(int.MaxValue);
        var daemon = bench.Start(new DaemonOptions { Lease = new("shop", "rm") });
        await daemon.UntilAsync("lease.failed");
        await daemon.CancelAsync();
        await daemon.Ended;
    }

    private FaultBackend HeldUpAtTheSnapshot(DaemonBench bench) =>
        new(bench.Backend)
        {
            Before = async call =>
            {
                if (call.Verb == "Create" && StateLayout.SnapshotOf(call.Name) is not null)
                {
                    _met.TrySetResult();
                    await _goOn.Task;
                }
            },
        };
}
