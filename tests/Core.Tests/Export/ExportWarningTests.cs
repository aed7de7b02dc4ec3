using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.Export;

/// <summary>What users hear of the place that keeps their state, when it matters and no more often.</summary>
public sealed class ExportWarningTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bucket_without_versions_is_warned_of_once()
    {
        await using var bench = await FilledAsync();
        var bucket = new MemoryBackend(keepsVersions: false);

        Assert.Empty((await bench.ExportAsync(new ExportOptions { DryRun = true }, bucket)).Warnings);
        var first = await bench.ExportAsync(to: bucket);
        await bench.Helm.UpgradeAsync("shop", "cart", from: 2);
        var second = await bench.ExportAsync(to: bucket);

        Assert.Contains("keeps no old versions", Assert.Single(first.Warnings), StringComparison.Ordinal);
        Assert.True(second.Written, "there was nothing new to write");
        Assert.Empty(second.Warnings);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(null)]
    public async Task A_place_with_versions_or_that_knows_none_is_not(bool? keepsVersions)
    {
        await using var bench = await FilledAsync();

        Assert.Empty((await bench.ExportAsync(to: new MemoryBackend(keepsVersions: keepsVersions))).Warnings);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    [InlineData(null, 0)]
    public async Task Who_removes_from_a_versioned_bucket_hears_that_old_versions_stay(
        bool? keepsVersions,
        int warnings
    )
    {
        await using var bench = await FilledAsync();
        var bucket = new MemoryBackend(keepsVersions: keepsVersions);
        await bench.ExportAsync(to: bucket);
        await bench.Helm.UpgradeAsync("shop", "cart", from: 2);
        await bench.ExportAsync(to: bucket);
        var state = ReleaseState.At(bucket, bench.Clock);
        var options = new PruneOptions { Policy = new RetentionPolicy { Last = 1 } };

        Assert.Empty((await state.PruneAsync(options with { PlanOnly = true }, null, Stop)).Warnings);
        Assert.Equal(warnings, (await state.PruneAsync(options, null, Stop)).Warnings.Count);
        Assert.Empty((await state.PruneAsync(options, null, Stop)).Warnings);
        Assert.Empty((await state.ClearAsync(new ClearOptions { PlanOnly = true }, null, Stop)).Warnings);
        Assert.Equal(warnings, (await state.ClearAsync(new ClearOptions(), null, Stop)).Warnings.Count);
        Assert.Empty((await state.ClearAsync(new ClearOptions(), null, Stop)).Warnings);
    }

    [Fact]
    public async Task An_export_that_brings_forks_together_names_them()
    {
        await using var bench = await FilledAsync();
        var bucket = new MemoryBackend(exactWrites: false);
        var slow = new FaultBackend(bucket);
        var wasOvertaken = false;
        slow.Before = async call =>
        {
            if (call.Verb == "Create" && StateLayout.SnapshotOf(call.Name) is not null && !wasOvertaken)
            {
                wasOvertaken = true;
                await bench.Helm.UpgradeAsync("shop", "cart", from: 2);
                await bench.ExportAsync(to: bucket);
            }
        };
        await bench.ExportAsync(to: slow);
        var forks = await ReleaseState.At(bucket).ListSnapshotsAsync(Stop);
        Assert.Equal([1, 1], forks.Select(id => id.Sequence));
        await bench.Helm.UpgradeAsync("shop", "pay", from: 2);

        var merged = await bench.ExportAsync(to: bucket);
        await bench.Helm.UpgradeAsync("shop", "pay", from: 3);
        var next = await bench.ExportAsync(to: bucket);

        var warning = Assert.Single(merged.Warnings);
        Assert.StartsWith(
            $"Snapshots {forks[0]}, {forks[1]} were written at the same moment",
            warning,
            StringComparison.Ordinal
        );
        Assert.True(next.Written, "there was nothing new to write");
        Assert.Empty(next.Warnings);
    }

    private static async Task<ExportBench> FilledAsync()
    {
        var bench = await ExportBench.StartAsync();
        await bench.Helm.InstallAsync("shop", "cart", revisions: 2);
        await bench.Helm.InstallAsync("shop", "pay", revisions: 2);
        return bench;
    }
}
