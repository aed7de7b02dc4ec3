using ReleaseManager.Contracts;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.State;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Export;

/// <summary>A cluster that does not answer, or not wholly: an error, and never a snapshot that lacks what there is.</summary>
public sealed class HalfAnsweringClusterTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool> Troubles { get; } =
        new MatrixTheoryData<string, bool>(
            ["401", "403", "404", "410", "429", "500", "503", "drop", "cut", "{}", "[]", "<html>"],
            [true, false]
        );

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task Trouble_at_any_request_ends_in_an_error_or_in_a_snapshot_of_all_there_is(
        string trouble,
        bool first
    )
    {
        await using var bench = await FilledAsync();
        var before = new MemoryBackend();
        if (!first)
        {
            await bench.ExportAsync(to: before);
            await bench.Helm.UpgradeAsync("shop", "cart", from: 2);
        }

        var errors = 0;
        var wasMet = true;
        for (var at = 1; wasMet; at++)
        {
            var backend = before.Copy();
            var seen = 0;
            Make(bench.Cluster.Faults, trouble, _ => Interlocked.Increment(ref seen) == at);
            var error = await Record.ExceptionAsync(() => bench.ExportAsync(to: backend));
            bench.Cluster.Faults.Clear();
            wasMet = seen >= at;
            if (error is not null)
            {
                errors++;
                Assert.Equal(ErrorKind.Cluster, Assert.IsType<ReleaseManagerException>(error, exactMatch: false).Kind);
                Assert.Equal(
                    await ReleaseState.At(before).ListSnapshotsAsync(Stop),
                    await ReleaseState.At(backend).ListSnapshotsAsync(Stop)
                );
            }
            else
            {
                await bench.AssertCurrentAsync(backend);
            }

            await bench.ExportAsync(to: backend);
            await bench.AssertCurrentAsync(backend);
        }

        // A first export asks little, and may be refused what it can do without.
        Assert.True(errors > (first ? 0 : 2), $"only {errors} errors");
    }

    [Fact]
    public async Task One_namespace_that_may_not_be_listed_ends_the_export()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync();
        await bench.Helm.UpgradeAsync("shop", "cart", from: 2);
        var names = bench.Backend.Names;
        bench.Cluster.Faults.Forbid(request =>
            request is { Verb: "list", Resource: "secrets", Namespace: null or "ops" }
        );

        var error = await Assert.ThrowsAsync<KubeApiException>(() => bench.ExportAsync());

        Assert.True(error.IsForbidden);
        Assert.Contains("ops", error.Message, StringComparison.Ordinal);
        Assert.Equal(names, bench.Backend.Names);

        await bench.ExportAsync(new ExportOptions { ExcludeNamespaces = ["ops"] });
        Assert.Contains(await bench.EntriesAsync(), e => e is { Namespace: "ops", Name: "agent" });
        Assert.Contains(await bench.EntriesAsync(), e => e is { Name: "cart", Revision: 3 });
    }

    [Fact]
    public async Task Where_neither_records_nor_namespaces_may_be_listed_the_error_says_what_to_do()
    {
        await using var bench = await FilledAsync();
        bench.Cluster.Faults.Forbid(request => request is { Verb: "list", Namespace: null });
        var error = await Assert.ThrowsAsync<ReleaseManagerException>(() => bench.ExportAsync());
        Assert.Equal(("ListForbidden", ErrorKind.Cluster), (error.ErrorId, error.Kind));
        Assert.Contains("Name the namespaces", error.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    public async Task Trouble_in_the_middle_of_paging_passes_with_patience_and_else_ends_the_export(int status)
    {
        await using var bench = await ExportBench.StartAsync();
        bench.Helm.AddNamespace("shop");
        bench.Cluster.Load(Enumerable.Range(1, 510).Select(i => HelmStorage.Record("shop", $"r{i}", 1)));
        Fail(2);
        await Assert.ThrowsAsync<KubeApiException>(() => bench.ExportAsync());
        Assert.Empty(await bench.State.ListSnapshotsAsync(Stop));

        bench.Cluster.Faults.Clear();
        Fail(3);
        var time = new ManualTime { SkipUpTo = TimeSpan.FromSeconds(20) };
        using var patient = bench.Connect(new KubeClientOptions(), time);
        await bench.ExportAsync(by: patient);
        await bench.AssertCurrentAsync();
        if (status == 429)
        {
            Assert.Equal(3, time.Skipped.Count(wait => wait == TimeSpan.FromSeconds(7)));
        }

        void Fail(int count)
        {
            if (status == 429)
            {
                bench.Cluster.Faults.Throttle(count, TimeSpan.FromSeconds(7), IsContinued);
            }
            else
            {
                bench.Cluster.Faults.Fail(count, status, IsContinued);
            }
        }

        static bool IsContinued(SandboxRequest request) =>
            request.Query.Contains("continue=", StringComparison.Ordinal);
    }

    private static void Make(SandboxFaults faults, string trouble, Func<SandboxRequest, bool> matches)
    {
        switch (trouble)
        {
            case "drop":
                faults.Drop(1, matches);
                break;
            case "cut":
                faults.CutAnswer(1, matches);
                break;
            case "{}" or "[]" or "<html>":
                faults.Answer(1, trouble, matches);
                break;
            default:
                faults.Fail(1, int.Parse(trouble, System.Globalization.CultureInfo.InvariantCulture), matches);
                break;
        }
    }

    private static async Task<ExportBench> FilledAsync()
    {
        var bench = await ExportBench.StartAsync();
        await bench.Helm.InstallAsync("shop", "cart", revisions: 2);
        await bench.Helm.InstallAsync("shop", "pay", revisions: 2);
        await bench.Helm.InstallAsync("shop", "mail", driver: ListingEntry.DriverConfigMap);
        await bench.Helm.InstallAsync("ops", "agent");
        return bench;
    }
}
