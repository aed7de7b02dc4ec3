using ReleaseManager.Core.Export;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.Export;

/// <summary>What an export looks at, and that it leaves the rest as it was saved.</summary>
public sealed class ExportScopeTests
{
    [Fact]
    public async Task All_revisions_of_both_drivers_are_saved_byte_for_byte()
    {
        await using var bench = await FilledAsync();
        var result = await bench.ExportAsync();
        Assert.Equal((5, 6), (result.Releases, result.Revisions));
        Assert.Empty(result.Problems);
        Assert.Empty(result.Warnings);
        await bench.AssertCurrentAsync();

        var snapshot = await bench.SnapshotAsync();
        Assert.Equal((true, null, null), (snapshot.EverWhole, snapshot.Suspect, snapshot.Parent));
        var entry = Assert.Single(await bench.EntriesAsync(), each => each.ObjectName == RecordName.For("cart", 2));
        Assert.Equal(
            ("deployed", "plain", "1.2.3", "9"),
            (entry.Status, entry.Chart, entry.ChartVersion, entry.AppVersion)
        );
        Assert.Equal("2024-02-03T04:05:06.123456789+01:00", entry.Updated);
        Assert.Equal(("blue", "helm.sh/release.v1"), (entry.Labels["team"], entry.Type));
        Assert.Equal(bench.Clock.GetUtcNow(), entry.Seen);
    }

    [Theory]
    [InlineData("cart", "", "", "ops/cart shop/cart")]
    [InlineData("c*,m?il", "", "", "ops/cart shop/cart shop/mail")]
    [InlineData("", "shop", "", "shop/cart shop/mail")]
    [InlineData("", "*o*", "", "lone/bare ops/agent ops/cart shop/cart shop/mail")]
    [InlineData("", "[os]*", "", "ops/agent ops/cart shop/cart shop/mail")]
    [InlineData("", "", "o*,lone", "shop/cart shop/mail")]
    [InlineData("cart", "*o*", "shop", "ops/cart")]
    [InlineData("", "shop,lone", "shop", "lone/bare")]
    [InlineData("nothing", "", "", "")]
    public async Task Names_and_namespaces_choose_with_wildcards(
        string names,
        string namespaces,
        string excluded,
        string expected
    )
    {
        await using var bench = await FilledAsync();
        var result = await bench.ExportAsync(
            new ExportOptions
            {
                Names = Split(names),
                Namespaces = Split(namespaces),
                ExcludeNamespaces = Split(excluded),
            }
        );
        Assert.True(result.Written);
        Assert.Equal(expected, await ReleasesAsync(bench));
        Assert.False((await bench.SnapshotAsync()).EverWhole);
    }

    [Fact]
    public async Task Namespaces_without_wildcards_need_nothing_of_the_whole_cluster()
    {
        await using var bench = await FilledAsync();
        bench.Cluster.Faults.Forbid(request =>
            request.Namespace is null && request is { Verb: "list", Resource: not "customresourcedefinitions" }
        );
        await bench.ExportAsync(new ExportOptions { Namespaces = ["shop", "lone"] });
        Assert.Equal("lone/bare shop/cart shop/mail", await ReleasesAsync(bench));
    }

    [Fact]
    public async Task Where_the_whole_cluster_may_not_be_listed_its_namespaces_are_one_by_one()
    {
        await using var bench = await FilledAsync();
        bench.Cluster.Faults.Forbid(request =>
            request is { Namespace: null, Verb: "list", Resource: "secrets" or "configmaps" }
        );
        await bench.ExportAsync();
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task A_filtered_export_carries_forward_what_it_did_not_look_at()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync();
        var before = await bench.EntriesAsync();
        bench.Clock.Advance(TimeSpan.FromHours(1));
        await bench.Helm.UpgradeAsync("shop", "cart", from: 2);
        await bench.Helm.UpgradeAsync("ops", "cart", from: 1);
        await bench.Helm.DeleteAsync("lone", "bare", 1);

        await bench.ExportAsync(new ExportOptions { Names = ["cart"], Namespaces = ["shop"] });

        var after = await bench.EntriesAsync();
        Assert.Equal(before.Where(e => !IsCart(e)).Select(Text), after.Where(e => !IsCart(e)).Select(Text));
        Assert.Equal([1, 2, 3], after.Where(IsCart).Select(e => e.Revision));
        Assert.True((await bench.SnapshotAsync()).EverWhole);
        await ExportBench.AssertValidAsync(bench.Backend);

        static bool IsCart(ListingEntry e) => e is { Namespace: "shop", Name: "cart" };
    }

    [Fact]
    public async Task What_is_gone_from_what_was_looked_at_goes_from_the_snapshot()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync();
        await bench.Helm.DeleteAsync("ops", "agent", 1);
        await bench.Helm.DeleteAsync("lone", "bare", 1);
        await bench.ExportAsync(new ExportOptions { Namespaces = ["ops"] });
        Assert.Equal("lone/bare ops/cart shop/cart shop/mail", await ReleasesAsync(bench));
    }

    [Fact]
    public async Task An_export_of_one_driver_keeps_what_the_other_held()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync();
        await bench.Helm.DeleteAsync("shop", "mail", 1, ListingEntry.DriverConfigMap);
        await bench.Helm.DeleteAsync("lone", "bare", 1);
        bench.Cluster.ClearRequests();

        await bench.ExportAsync(new ExportOptions { Driver = StorageDriver.Secret });
        Assert.DoesNotContain(bench.Cluster.Requests, request => request.Resource == "configmaps");
        Assert.Equal("ops/agent ops/cart shop/cart shop/mail", await ReleasesAsync(bench));

        await bench.ExportAsync(new ExportOptions { Driver = StorageDriver.ConfigMap });
        Assert.Equal("ops/agent ops/cart shop/cart", await ReleasesAsync(bench));
    }

    [Fact]
    public async Task A_depth_of_history_takes_the_newest_and_removes_nothing_that_is_saved()
    {
        await using var bench = await ExportBench.StartAsync();
        await bench.Helm.InstallAsync("shop", "cart", revisions: 3);
        var newest = new ExportOptions { HistoryDepth = 1 };
        await bench.ExportAsync(newest);
        Assert.Equal([(3, "deployed")], await CartAsync());
        Assert.True((await bench.SnapshotAsync()).EverWhole);

        await bench.Helm.UpgradeAsync("shop", "cart", from: 3);
        await bench.ExportAsync(newest);
        Assert.Equal([(3, "superseded"), (4, "deployed")], await CartAsync());

        await bench.ExportAsync();
        Assert.Equal([(1, "superseded"), (2, "superseded"), (3, "superseded"), (4, "deployed")], await CartAsync());
        Assert.False((await bench.ExportAsync(newest)).Written);

        await bench.Helm.DeleteAsync("shop", "cart", 1);
        await bench.ExportAsync(newest);
        Assert.Equal([1, 2, 3, 4], (await CartAsync()).Select(each => each.Revision));

        async Task<List<(int Revision, string Status)>> CartAsync() =>
            [.. (await bench.EntriesAsync()).Select(e => (e.Revision, e.Status))];
    }

    [Fact]
    public async Task A_state_that_was_never_exported_whole_says_so_at_import()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync(new ExportOptions { Namespaces = ["shop"] });
        Assert.Contains((await bench.PlanImportAsync()).Warnings, NeverWhole);

        Assert.True((await bench.ExportAsync()).Written);
        Assert.DoesNotContain((await bench.PlanImportAsync()).Warnings, NeverWhole);

        await bench.ExportAsync(new ExportOptions { Namespaces = ["shop"] });
        Assert.DoesNotContain((await bench.PlanImportAsync()).Warnings, NeverWhole);

        static bool NeverWhole(string warning) => warning.Contains("never exported whole", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_depth_of_nothing_and_a_pattern_that_cannot_be_read_are_refused()
    {
        await using var bench = await ExportBench.StartAsync();
        var depth = await Assert.ThrowsAsync<ReleaseManagerException>(() =>
            bench.ExportAsync(new ExportOptions { HistoryDepth = 0 })
        );
        var pattern = await Assert.ThrowsAsync<ReleaseManagerException>(() =>
            bench.ExportAsync(new ExportOptions { Names = ["[a"] })
        );
        Assert.Equal((ErrorKind.Usage, ErrorKind.Usage), (depth.Kind, pattern.Kind));
        Assert.Empty(bench.Cluster.Requests);
    }

    private static string[] Split(string texts) => texts.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static string Text(ListingEntry entry) => System.Text.Encoding.UTF8.GetString(ListingCodec.Line(entry));

    private static async Task<string> ReleasesAsync(ExportBench bench) =>
        string.Join(' ', (await bench.EntriesAsync()).Select(e => $"{e.Namespace}/{e.Name}").Distinct());

    private static async Task<ExportBench> FilledAsync()
    {
        var bench = await ExportBench.StartAsync();
        await bench.Helm.InstallAsync("shop", "cart", revisions: 2);
        await bench.Helm.InstallAsync("shop", "mail", revisions: 1, driver: ListingEntry.DriverConfigMap);
        await bench.Helm.InstallAsync("ops", "cart");
        await bench.Helm.InstallAsync("ops", "agent");
        await bench.Helm.InstallAsync("lone", "bare");
        return bench;
    }
}
