using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.State;
using ReleaseManager.Daemon.Health;
using Xunit;

namespace ReleaseManager.Daemon.Tests.Leadership;

/// <summary>
/// Several replicas of one release: one works, another takes over soon after its end, and whoever was paused harms nothing. Each has a clock of
/// its own: a replica whose clock stands is one whose process stands.
/// </summary>
public sealed class ReplicaTests
{
    /// <summary>Shorter than the patience of a request, so that no request is timed out by a clock that moves too fast.</summary>
    private static readonly TimeSpan LooksOnly = TimeSpan.FromSeconds(3);

    private static readonly DaemonOptions Options = new()
    {
        Lease = new("shop", "rm"),
        Owner = new StateOwner("rm", "shop"),
        Retention = null,
        PollingInterval = TimeSpan.FromMinutes(10),
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_works_and_the_others_stand_by_in_good_health()
    {
        await using var bench = await DaemonBench.StartAsync();
        var leader = bench.Start(Options);
        await leader.NextAsync("export.written");
        var standby = bench.Start(Options);
        await standby.NextAsync("lease.standby");

        Assert.Equal((true, DaemonRole.Leader), (leader.Health.IsHealthy, leader.Health.Role));
        Assert.Equal((true, DaemonRole.Standby), (standby.Health.IsHealthy, standby.Health.Role));
        Assert.Equal(0, standby.Count(DaemonCounter.TotalJobs));
        Assert.Equal(0, standby.Backend.Count());
    }

    [Fact]
    public async Task After_a_clean_end_the_next_look_of_another_one_takes_over()
    {
        await using var bench = await DaemonBench.StartAsync();
        var leader = bench.Start(Options);
        await leader.NextAsync("export.written");
        var standby = bench.Start(Options);
        await standby.NextAsync("lease.standby");
        await leader.CancelAsync();
        await leader.Ended;
        var before = standby.Time.GetUtcNow();
        await standby.UntilAsync("lease.acquired", LooksOnly);

        Assert.InRange(standby.Log.TakenAt - before, TimeSpan.Zero, TimeSpan.FromSeconds(2.4));
    }

    [Fact]
    public async Task After_a_sudden_end_another_one_takes_over_within_20_seconds()
    {
        await using var bench = await DaemonBench.StartAsync();
        var leader = bench.Start(Options);
        await leader.NextAsync("export.written");
        var standby = bench.Start(Options);
        await standby.NextAsync("lease.standby");
        await bench.Helm.CreateAsync("shop", "cart", 2);
        var before = standby.Time.GetUtcNow();
        await standby.UntilAsync("lease.acquired", LooksOnly);
        Assert.InRange(standby.Log.TakenAt - before, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(20));

        await standby.NextAsync("export.written");
        await bench.AssertCurrentAsync();
        Assert.Equal(DaemonRole.Leader, standby.Health.Role);
    }

    [Fact]
    public async Task A_leader_that_was_paused_in_the_middle_of_a_write_leaves_one_line_of_snapshots()
    {
        await using var bench = await DaemonBench.StartAsync();
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var backend = new FaultBackend(bench.Backend)
        {
            Before = async call =>
            {
                if (call.Verb == "Create" && StateLayout.SnapshotOf(call.Name) == 1 && !met.Task.IsCompleted)
                {
                    met.SetResult();
                    await goOn.Task;
                }
            },
        };
        var paused = bench.Start(Options, backend);
        await met.Task.WaitAsync(Stop);

        var other = bench.Start(Options);
        await other.UntilAsync("lease.acquired", LooksOnly);
        await other.NextAsync("export.written");
        await bench.Helm.CreateAsync("shop", "cart", 2);
        await other.UntilAsync("export.written", LooksOnly);

        // It wakes in the middle of its write, before its clock has told it anything.
        goOn.SetResult();
        await paused.NextAsync("export.unchanged");
        await bench.Helm.CreateAsync("shop", "cart", 3);
        await other.UntilAsync("export.written", LooksOnly);

        paused.Time.Advance(TimeSpan.FromMinutes(1));
        await paused.NextAsync("lease.lost");
        await paused.UntilAsync("lease.standby", LooksOnly);
        Assert.Equal(DaemonRole.Standby, paused.Health.Role);
        Assert.Equal(0, await SnapshotLine.AssertAsync(bench.State, Stop));
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task A_leader_that_cannot_renew_gives_up_in_the_middle_of_an_export_before_another_one_can_lead()
    {
        await using var bench = await DaemonBench.StartAsync();
        var met = new TaskCompletionSource();
        bench.HoldUp(
            request => request is { Resource: "secrets", Verb: "list", UserAgent: "cut off" },
            Task.Delay(-1, Stop),
            met
        );
        var leader = bench.Start(Options, agent: "cut off");
        await leader.NextAsync("lease.acquired");
        await met.Task.WaitAsync(Stop);
        bench.Cluster.Faults.Drop(int.MaxValue, request => request is { Resource: "leases", UserAgent: "cut off" });
        var before = leader.Time.GetUtcNow();
        await leader.UntilAsync("lease.lost", LooksOnly);

        Assert.InRange(leader.Log.TakenAt - before, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        while (leader.Health.Role is not DaemonRole.Standby)
        {
            await leader.UntilAsync("lease.failed");
        }

        Assert.Equal(0, leader.Count(DaemonCounter.FailedJobs));
        Assert.Empty(await bench.State.ListSnapshotsAsync(Stop));
    }

    [Fact]
    public async Task A_standby_that_cannot_see_who_leads_is_unhealthy_after_two_intervals()
    {
        await using var bench = await DaemonBench.StartAsync();
        var leader = bench.Start(Options);
        await leader.NextAsync("export.written");
        var standby = bench.Start(Options with { PollingInterval = TimeSpan.FromSeconds(30) }, agent: "cut off");
        await standby.NextAsync("lease.standby");
        bench.Cluster.Faults.Drop(int.MaxValue, request => request.UserAgent == "cut off");
        var before = standby.Time.GetUtcNow();
        await standby.UntilAsync("lease.failed");
        Assert.Null(standby.Health.Reason);
        while (standby.Health.IsHealthy)
        {
            await standby.UntilAsync("lease.failed");
        }

        Assert.InRange(standby.Log.TakenAt - before, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60));
    }
}
