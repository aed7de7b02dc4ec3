using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.Import;

public sealed class ForkedStateTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_snapshots_of_a_number_the_later_comes_back_and_the_other_is_named()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", ""));
        var first = await bench.State.RequireAsync(SnapshotSelector.Latest, Stop);
        var fork = first with { Fork = "0a1b2c3d", Time = first.Time.AddSeconds(1) };
        Assert.True(await bench.State.Snapshots.TryAddAsync(fork, Stop));

        var plan = await bench.PlanAsync();

        Assert.Equal((1, "0a1b2c3d"), (plan.Snapshot, plan.SnapshotFork));
        Assert.Contains(
            plan.Warnings,
            warning => warning.Contains("1-0a1b2c3d is taken; 1 ", StringComparison.Ordinal)
        );
        var result = Assert.Single(await bench.RunAsync(plan, retries: null));
        Assert.Equal(ReleaseImportOutcome.Restored, result.Outcome);
    }
}
