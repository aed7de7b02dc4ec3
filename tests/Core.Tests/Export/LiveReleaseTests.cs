using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.Export;

/// <summary>Releases shown from a cluster.</summary>
public sealed class LiveReleaseTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_what_is_asked_for_is_read()
    {
        await using var bench = await FilledAsync();
        var shown = await ReadAsync(bench, new ReleaseQuery { Names = ["c*"] });
        var cart = Assert.Single(shown);
        Assert.Equal(("shop", "cart", 2, "deployed"), (cart.Namespace, cart.Name, cart.Revision, cart.Status));
        Assert.Equal(
            ("plain", "1.2.3", "9", "secret"),
            (cart.ChartName, cart.ChartVersion, cart.AppVersion, cart.Driver)
        );
        Assert.Single(bench.BodyReads);
    }

    [Fact]
    public async Task A_record_that_goes_meanwhile_is_left_out_and_a_broken_one_is_shown_with_why()
    {
        await using var bench = await FilledAsync();
        bench.Cluster.Load([HelmStorage.WithValue(HelmStorage.Record("shop", "odd", 1), "?"u8.ToArray())]);
        bench.Cluster.Faults.Before(
            1,
            async (_, _) => await bench.Helm.DeleteAsync("shop", "pay", 1),
            request => request.Name == RecordName.For("pay", 1)
        );
        var shown = await ReadAsync(bench, new ReleaseQuery());
        Assert.Equal(
            ["mail", "cart", "odd"],
            shown.Select(release => release.Name).OrderBy(name => name == "mail" ? 0 : 1)
        );
        Assert.NotNull(shown.Single(release => release.Name == "odd").Problem);
    }

    [Fact]
    public async Task Whoever_stops_asking_ends_the_reading()
    {
        await using var bench = await FilledAsync();
        using var client = bench.Connect();
        await foreach (
            var release in new LiveReleases(client).ReadAsync(new ReleaseQuery(), driver: null, progress: null, Stop)
        )
        {
            Assert.Equal("mail", release.Name);
            break;
        }
    }

    private static async Task<IReadOnlyList<HelmRelease>> ReadAsync(ExportBench bench, ReleaseQuery query)
    {
        using var client = bench.Connect(new KubeClientOptions());
        return await new LiveReleases(client).ReadAsync(query, driver: null, progress: null, Stop).ToListAsync(Stop);
    }

    private static async Task<ExportBench> FilledAsync()
    {
        var bench = await ExportBench.StartAsync();
        await bench.Helm.InstallAsync("ops", "mail", driver: ListingEntry.DriverConfigMap);
        await bench.Helm.InstallAsync("shop", "cart", revisions: 2);
        await bench.Helm.InstallAsync("shop", "pay");
        return bench;
    }
}
