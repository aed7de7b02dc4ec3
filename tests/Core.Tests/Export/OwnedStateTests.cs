using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.Export;

/// <summary>A daemon's state is its own as long as it lives; exports by hand are welcome beside it.</summary>
public sealed class OwnedStateTests
{
    private static readonly StateOwner Owner = new("rm", "ops");
    private static readonly ExportOptions Daemon = new() { Owner = Owner };
    private static readonly ExportOptions Other = new() { Owner = new StateOwner("other", "ops") };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_daemon_says_that_the_state_is_its_own_before_it_writes_a_snapshot()
    {
        await using var bench = await FilledAsync();
        var backend = new FaultBackend(bench.Backend);
        await bench.ExportAsync(Daemon, to: backend);

        var note = await bench.State.ReadManagerAsync(Stop);
        Assert.Equal(("rm", "ops"), (note!.Release, note.Namespace));
        var writes = backend.Calls.Where(call => call.Verb is "Create" or "Replace").Select(call => call.Name).ToList();
        Assert.Equal([StateLayout.Header, StateLayout.Manager], writes.Take(2));
        Assert.Single(writes, StateLayout.Manager);
    }

    [Fact]
    public async Task Another_daemon_is_refused_while_the_owner_lives_and_is_told_what_to_do()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync(Daemon);
        bench.Clock.Advance(TimeSpan.FromMinutes(14));
        await bench.Helm.UpgradeAsync("shop", "cart", from: 1);
        var writes = bench.Backend.Writes;

        var error = await Assert.ThrowsAsync<StateException>(() => bench.ExportAsync(Other));

        Assert.Equal("StateOwnedByOtherManager", error.ErrorId);
        Assert.Contains("'rm' in namespace 'ops'", error.Message, StringComparison.Ordinal);
        Assert.Contains("--take-over-path", error.Advice, StringComparison.Ordinal);
        Assert.Equal(writes, bench.Backend.Writes);
    }

    [Fact]
    public async Task An_owner_that_was_not_heard_of_for_15_minutes_is_succeeded()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync(Daemon);
        bench.Clock.Advance(TimeSpan.FromMinutes(15));
        await bench.ExportAsync(Other);
        Assert.Equal("other", (await bench.State.ReadManagerAsync(Stop))!.Release);

        var error = await Assert.ThrowsAsync<StateException>(() => bench.ExportAsync(Daemon));
        Assert.Equal("StateOwnedByOtherManager", error.ErrorId);
    }

    [Fact]
    public async Task A_daemon_that_takes_the_path_over_pushes_the_owner_aside()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync(Daemon);
        await bench.ExportAsync(Other with { TakeOverPath = true });
        Assert.Equal("other", (await bench.State.ReadManagerAsync(Stop))!.Release);
    }

    [Fact]
    public async Task The_replicas_of_one_release_are_one_owner()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync(Daemon);
        await bench.ExportAsync(Daemon with { Owner = new StateOwner("rm", "ops"), Writer = "another replica" });
    }

    [Fact]
    public async Task An_export_by_hand_beside_a_daemon_leaves_the_daemon_the_owner()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync(Daemon);
        await bench.Helm.UpgradeAsync("shop", "cart", from: 1);
        Assert.True((await bench.ExportAsync()).Written);
        Assert.Equal("rm", (await bench.State.ReadManagerAsync(Stop))!.Release);
    }

    [Fact]
    public async Task A_daemon_of_the_same_name_in_another_cluster_is_refused_and_told_of_both()
    {
        await using var bench = await FilledAsync();
        await using var green = await FilledAsync();
        await bench.ExportAsync(Daemon);

        var error = await Assert.ThrowsAsync<StateException>(() => green.ExportAsync(Daemon, to: bench.Backend));

        Assert.Equal("StateOwnedByOtherManager", error.ErrorId);
        Assert.Contains("of another cluster", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_daemon_of_another_cluster_takes_no_state_whose_owner_is_gone()
    {
        await using var bench = await FilledAsync();
        await using var green = await FilledAsync();
        await bench.ExportAsync(Daemon);
        bench.Clock.Advance(TimeSpan.FromMinutes(20));
        green.Clock.Advance(TimeSpan.FromMinutes(20));

        var error = await Assert.ThrowsAsync<StateException>(() => green.ExportAsync(Other, to: bench.Backend));

        Assert.Equal("StateBelongsToOtherCluster", error.ErrorId);
        Assert.Equal("rm", (await bench.State.ReadManagerAsync(Stop))!.Release);
    }

    [Fact]
    public async Task Of_two_daemons_that_begin_at_the_same_moment_one_is_refused()
    {
        await using var bench = await FilledAsync();
        var met = false;
        var backend = new FaultBackend(bench.Backend)
        {
            Before = async call =>
            {
                if (!met && call is { Verb: "Create", Name: StateLayout.Manager })
                {
                    met = true;
                    await bench.ExportAsync(Other);
                }
            },
        };

        var error = await Assert.ThrowsAsync<StateException>(() => bench.ExportAsync(Daemon, to: backend));

        Assert.Equal("StateOwnedByOtherManager", error.ErrorId);
        Assert.Equal("other", (await bench.State.ReadManagerAsync(Stop))!.Release);
    }

    [Fact]
    public async Task A_daemon_that_was_pushed_aside_while_it_exported_does_not_take_the_state_back()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync(Daemon);
        bench.Clock.Advance(TimeSpan.FromMinutes(6));
        await bench.Helm.UpgradeAsync("shop", "cart", from: 1);
        var backend = new FaultBackend(bench.Backend)
        {
            Before = async call =>
            {
                if (call is { Verb: "Create" } && StateLayout.SnapshotOf(call.Name) == 2)
                {
                    await bench.ExportAsync(Other with { TakeOverPath = true, Names = ["none"] });
                }
            },
        };

        await bench.ExportAsync(Daemon, to: backend);

        Assert.Equal("other", (await bench.State.ReadManagerAsync(Stop))!.Release);
    }

    [Fact]
    public async Task A_dry_run_of_a_daemon_claims_nothing_and_is_refused_all_the_same()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync(Daemon with { DryRun = true });
        Assert.Empty(bench.Backend.Names);

        await bench.ExportAsync(Daemon);
        await Assert.ThrowsAsync<StateException>(() => bench.ExportAsync(Other with { DryRun = true }));
    }

    private static async Task<ExportBench> FilledAsync()
    {
        var bench = await ExportBench.StartAsync();
        await bench.Helm.InstallAsync("shop", "cart");
        return bench;
    }
}
