using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Export;

/// <summary>What is saved already is neither read nor written again, and what is read comes in portions.</summary>
public sealed class RepeatedExportTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_export_reads_no_release_and_writes_nothing()
    {
        await using var bench = await FilledAsync();
        Assert.True((await bench.ExportAsync()).Written);
        bench.Cluster.ClearRequests();
        var watched = new FaultBackend(bench.Backend);

        var again = await bench.ExportAsync(to: watched);

        Assert.Equal((false, false, 1), (again.Written, again.Changed, again.Sequence));
        Assert.Equal((0, 0, 0), (again.NewRecords, again.ChangedRevisions, again.RemovedRevisions));
        Assert.Empty(bench.BodyReads);
        Assert.DoesNotContain(watched.Calls, call => call.Verb is "Create" or "Replace" or "Delete");
        Assert.DoesNotContain(
            watched.Calls,
            call => call.Name.StartsWith(StateLayout.Records, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task An_unchanged_cluster_is_noted_in_the_managers_file_alone_every_five_minutes()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync();
        bench.Clock.Advance(TimeSpan.FromMinutes(5));
        var watched = new FaultBackend(bench.Backend);

        await bench.ExportAsync(to: watched);

        var write = Assert.Single(watched.Calls, call => call.Verb is "Create" or "Replace" or "Delete");
        Assert.Equal(("Replace", StateLayout.Manager), (write.Verb, write.Name));
        Assert.Equal(bench.Clock.GetUtcNow(), (await bench.State.ReadManagerAsync(Stop))?.LastCheck);
    }

    [Fact]
    public async Task Of_a_changed_release_only_the_changed_revisions_are_read()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync();
        await bench.Helm.UpgradeAsync("shop", "cart", from: 2);
        bench.Cluster.ClearRequests();

        var result = await bench.ExportAsync();

        Assert.Equal(
            (true, 2, 0, 2),
            (result.Written, result.ChangedRevisions, result.RemovedRevisions, result.NewRecords)
        );
        Assert.Equal(
            [("get", RecordName.For("cart", 2)), ("get", RecordName.For("cart", 3))],
            bench.BodyReads.Select(request => (request.Verb, request.Name!)).Order()
        );
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task A_release_that_went_costs_no_body()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync();
        await bench.Helm.DeleteAsync("shop", "cart", 1);
        await bench.Helm.DeleteAsync("shop", "cart", 2);
        bench.Cluster.ClearRequests();

        var result = await bench.ExportAsync();

        Assert.Equal((true, 0, 2), (result.Written, result.ChangedRevisions, result.RemovedRevisions));
        Assert.Empty(bench.BodyReads);
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task Every_list_comes_in_pages_and_those_with_bodies_in_small_ones()
    {
        await using var bench = await ExportBench.StartAsync();
        bench.Helm.AddNamespace("shop");
        bench.Cluster.Load(Enumerable.Range(1, 120).Select(i => HelmStorage.Record("shop", $"r{i}", 1)));

        await bench.ExportAsync();

        var lists = bench.Cluster.Requests.Where(request => request.Verb == "list").ToList();
        Assert.All(lists, list => Assert.Contains("limit=", list.Query, StringComparison.Ordinal));
        // Three of Secrets, and one that finds no ConfigMap.
        Assert.Equal(4, bench.BodyReads.Count);
        Assert.All(bench.BodyReads, list => Assert.Contains("limit=50&", list.Query, StringComparison.Ordinal));
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task A_first_export_reads_every_record_once()
    {
        await using var bench = await FilledAsync();

        await bench.ExportAsync();

        var lists = bench.Cluster.Requests.Where(request =>
            request.Query.Contains("owner%3Dhelm", StringComparison.Ordinal)
        );
        Assert.Equal(["secrets", "configmaps"], lists.Select(list => list.Resource));
        Assert.Equal(2, bench.BodyReads.Count);
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task A_moving_release_is_listed_in_small_pages_too()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync();
        await bench.Helm.UpgradeAsync("shop", "cart", from: 2);
        bench.Cluster.ClearRequests();
        bench.Cluster.Faults.Before(
            1,
            async (_, _) => await bench.Helm.UpgradeAsync("shop", "cart", from: 3),
            IsBodyRead
        );

        await bench.ExportAsync();

        Assert.Contains(bench.BodyReads, list => list.Query.Contains("name%3Dcart", StringComparison.Ordinal));
        Assert.All(
            bench.BodyReads.Where(request => request.Verb == "list"),
            list => Assert.Contains("limit=50&", list.Query, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_and_reads_and_writes_nothing()
    {
        await using var bench = await FilledAsync();
        var first = await bench.ExportAsync(new ExportOptions { DryRun = true });
        Assert.Equal(
            (false, true, 1, 4, 8),
            (first.Written, first.Changed, first.Sequence, first.Releases, first.Revisions)
        );
        Assert.Empty(bench.Backend.Names);

        await bench.ExportAsync();
        var names = bench.Backend.Names;
        Assert.False((await bench.ExportAsync(new ExportOptions { DryRun = true })).Changed);
        await bench.Helm.UpgradeAsync("shop", "cart", from: 2);
        bench.Cluster.ClearRequests();
        var next = await bench.ExportAsync(new ExportOptions { DryRun = true });
        Assert.Equal((false, true, 2, 2), (next.Written, next.Changed, next.Sequence, next.ChangedRevisions));
        Assert.Empty(bench.BodyReads);
        Assert.Equal(names, bench.Backend.Names);
    }

    private static bool IsBodyRead(SandboxRequest request) =>
        request.Resource == "secrets" && !request.Accept.Contains("PartialObjectMetadata", StringComparison.Ordinal);

    private static async Task<ExportBench> FilledAsync()
    {
        var bench = await ExportBench.StartAsync();
        await bench.Helm.InstallAsync("shop", "cart", revisions: 2);
        await bench.Helm.InstallAsync("shop", "pay", revisions: 3);
        await bench.Helm.InstallAsync("shop", "mail", revisions: 2, driver: ListingEntry.DriverConfigMap);
        await bench.Helm.InstallAsync("lone", "bare");
        return bench;
    }
}
