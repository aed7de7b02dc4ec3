using ReleaseManager.Core.Export;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.Export;

/// <summary>
/// Helm is in the middle of an operation. An export by hand takes what there is; one that a change in the cluster has triggered
/// waits for the end of it.
/// </summary>
public sealed class PendingReleaseTests
{
    private static readonly ExportOptions Triggered = new() { Reconcile = false };

    [Theory]
    [InlineData(ReleaseStatuses.PendingUpgrade)]
    [InlineData(ReleaseStatuses.PendingRollback)]
    public async Task An_export_by_hand_takes_a_pending_release_as_it_is(string pending)
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync();
        await bench.Helm.CreateAsync("shop", "cart", 2, pending);
        Assert.True((await bench.ExportAsync()).Written);
        await bench.AssertCurrentAsync();
        Assert.Equal(["deployed", pending], await CartAsync(bench));
    }

    [Fact]
    public async Task A_pending_release_alone_triggers_no_snapshot_and_its_end_does()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync();
        await bench.Helm.CreateAsync("shop", "cart", 2, ReleaseStatuses.PendingUpgrade);
        Assert.False((await bench.ExportAsync(Triggered)).Written);
        await bench.Helm.UpdateAsync("shop", "cart", 1, ReleaseStatuses.Superseded);
        Assert.False((await bench.ExportAsync(Triggered)).Written);
        Assert.DoesNotContain(bench.BodyReads, read => read.Name == RecordName.For("cart", 2));

        await bench.Helm.UpdateAsync("shop", "cart", 2, ReleaseStatuses.Deployed);
        Assert.True((await bench.ExportAsync(Triggered)).Written);
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task A_pending_release_stays_as_it_was_saved_when_another_one_changes()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync();
        await bench.Helm.CreateAsync("shop", "cart", 2, ReleaseStatuses.PendingUpgrade);
        await bench.Helm.UpgradeAsync("shop", "pay", from: 1);
        Assert.True((await bench.ExportAsync(Triggered)).Written);
        Assert.Equal(["deployed"], await CartAsync(bench));
        Assert.Null((await bench.SnapshotAsync()).Suspect);
    }

    [Fact]
    public async Task An_install_under_way_is_left_until_its_end_or_the_next_export_by_hand()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync();
        await bench.Helm.CreateAsync("shop", "new", 1, ReleaseStatuses.PendingInstall);
        Assert.False((await bench.ExportAsync(Triggered)).Written);
        Assert.True((await bench.ExportAsync()).Written);
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task A_pending_release_whose_saved_form_is_damaged_does_not_drop_out()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync();
        await bench.Helm.CreateAsync("shop", "cart", 2, ReleaseStatuses.PendingUpgrade);
        var listing = Assert.Single((await bench.SnapshotAsync()).Namespaces).Value.Listing;
        bench.Backend.Put(StateLayout.Listing(listing), "damage"u8);

        await bench.ExportAsync(Triggered);

        Assert.Equal(["deployed", "pending-upgrade"], await CartAsync(bench));
    }

    private static async Task<IReadOnlyList<string>> CartAsync(ExportBench bench) =>
        [.. (await bench.EntriesAsync()).Where(e => e.Name == "cart").Select(e => e.Status)];

    private static async Task<ExportBench> FilledAsync()
    {
        var bench = await ExportBench.StartAsync();
        await bench.Helm.InstallAsync("shop", "cart");
        await bench.Helm.InstallAsync("shop", "pay");
        await bench.Helm.InstallAsync("shop", "still");
        return bench;
    }
}
