using ReleaseManager.Core.Export;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.Export;

/// <summary>A cluster that loses its releases takes nothing from what was saved.</summary>
public sealed class EmptiedClusterTests
{
    [Fact]
    public async Task A_cluster_emptied_at_once_leaves_the_good_snapshot_to_be_imported()
    {
        await using var bench = await FilledAsync(6);
        await bench.ExportAsync();
        var good = await bench.SavedAsync();
        await bench.Helm.RemoveAllAsync();

        var result = await bench.ExportAsync();

        Assert.True(result.Written);
        Assert.Contains("no release was found", result.Suspect, StringComparison.Ordinal);
        Assert.Equal(1, (await bench.SnapshotAsync(SnapshotSelector.Latest)).Sequence);
        var plan = await bench.PlanImportAsync();
        Assert.Equal((1, 6), (plan.Snapshot, plan.Releases.Count));
        Assert.Contains(plan.Warnings, warning => warning.Contains("suspect", StringComparison.Ordinal));
        await ExportBench.AssertValidAsync(bench.Backend);
        Assert.Equal(good.Count, (await bench.EntriesAsync(SnapshotSelector.Latest)).Count);

        bench.Clock.Advance(TimeSpan.FromDays(30));
        Assert.False((await bench.ExportAsync()).Written);
    }

    [Fact]
    public async Task A_cluster_emptied_one_release_at_a_time_is_suspect_below_half()
    {
        await using var bench = await FilledAsync(6);
        await bench.ExportAsync();
        for (var left = 5; left >= 0; left--)
        {
            bench.Clock.Advance(TimeSpan.FromMinutes(10));
            await bench.Helm.DeleteAsync("shop", $"r{left}", 1);
            Assert.Equal(left < 3, (await bench.ExportAsync()).Suspect is not null);
        }

        Assert.Equal(3, (await bench.SnapshotAsync(SnapshotSelector.Latest)).Releases);
        Assert.Equal(3, (await bench.PlanImportAsync()).Releases.Count);
        Assert.Equal(6, (await bench.EntriesAsync(SnapshotSelector.Number(1))).Count);
        await ExportBench.AssertValidAsync(bench.Backend);
    }

    [Fact]
    public async Task What_comes_back_after_a_loss_is_not_read_again()
    {
        await using var bench = await FilledAsync(6);
        await bench.ExportAsync();
        bench.Cluster.Faults.Answer(
            1,
            """{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1","metadata":{},"items":[]}""",
            request => request is { Resource: "secrets", Verb: "list" }
        );
        Assert.NotNull((await bench.ExportAsync()).Suspect);
        bench.Cluster.ClearRequests();

        var back = await bench.ExportAsync();

        Assert.Equal((true, null), (back.Written, back.Suspect));
        Assert.Empty(bench.BodyReads);
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task A_loss_that_is_meant_is_good()
    {
        await using var bench = await FilledAsync(6);
        await bench.ExportAsync();
        await bench.Helm.RemoveAllAsync();
        Assert.NotNull((await bench.ExportAsync()).Suspect);
        var meant = await bench.ExportAsync(new ExportOptions { AcceptLoss = true });
        Assert.Equal((true, null, 0), (meant.Written, meant.Suspect, meant.Releases));
        Assert.Equal(meant.Sequence, (await bench.SnapshotAsync(SnapshotSelector.Latest)).Sequence);
        Assert.False((await bench.ExportAsync()).Written);
    }

    [Fact]
    public async Task A_filtered_export_judges_only_what_it_looked_at()
    {
        await using var bench = await FilledAsync(6);
        await bench.Helm.InstallAsync("ops", "agent");
        await bench.ExportAsync();
        await bench.Helm.DeleteAsync("ops", "agent", 1);
        Assert.Null((await bench.ExportAsync()).Suspect);
        await bench.Helm.InstallAsync("ops", "agent");
        await bench.ExportAsync();
        await bench.Helm.DeleteAsync("ops", "agent", 1);
        Assert.NotNull((await bench.ExportAsync(new ExportOptions { Namespaces = ["ops"] })).Suspect);
    }

    [Fact]
    public async Task A_cluster_without_releases_is_a_good_beginning()
    {
        await using var bench = await ExportBench.StartAsync();
        var result = await bench.ExportAsync();
        Assert.Equal((true, null, 0), (result.Written, result.Suspect, result.Releases));
        await bench.AssertCurrentAsync();
    }

    private static async Task<ExportBench> FilledAsync(int releases)
    {
        var bench = await ExportBench.StartAsync();
        for (var i = 0; i < releases; i++)
        {
            await bench.Helm.InstallAsync("shop", $"r{i}");
        }

        return bench;
    }
}
