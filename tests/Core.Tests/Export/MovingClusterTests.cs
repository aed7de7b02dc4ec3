using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.Releases;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Export;

/// <summary>Helm is at work while an export looks: what is saved of a release once was, all of it at one moment.</summary>
public sealed class MovingClusterTests
{
    private const int Revisions = 3;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool> Moves { get; } =
        new MatrixTheoryData<string, bool>(["upgrade", "uninstall", "reinstall"], [true, false]);

    [Theory]
    [MemberData(nameof(Moves))]
    public async Task Whatever_happens_before_any_request_no_release_is_torn(string move, bool first)
    {
        await using var bench = await ExportBench.StartAsync();
        var requests = int.MaxValue;
        for (var at = 1; at <= requests; at++)
        {
            var (backend, witness) = await BeginAsync(bench, first);
            var seen = 0;
            bench.Cluster.ClearRequests();
            bench.Cluster.Faults.Before(
                int.MaxValue,
                async (_, _) =>
                {
                    if (Interlocked.Increment(ref seen) == at)
                    {
                        await RunAsync(Steps(bench, move, "cart").Concat(Steps(bench, move, "solo")), witness);
                    }
                }
            );

            await bench.ExportAsync(to: backend);
            requests = bench.Cluster.Requests.Count;
            witness.AssertTrue(await bench.SavedAsync(backend));
            await ExportBench.AssertValidAsync(backend);

            bench.Cluster.Faults.Clear();
            await bench.ExportAsync(new ExportOptions { AcceptLoss = true }, to: backend);
            await bench.AssertCurrentAsync(backend);
        }

        // A first export lists and reads in one.
        Assert.True(requests > (first ? 5 : 8));
    }

    [Theory]
    [MemberData(nameof(Moves))]
    public async Task One_step_before_each_request_tears_no_release(string move, bool first)
    {
        await using var bench = await ExportBench.StartAsync();
        for (var delay = 0; delay < 12; delay++)
        {
            var (backend, witness) = await BeginAsync(bench, first);
            var steps = new Queue<Func<Task>>(Steps(bench, move, "cart").Concat(Steps(bench, move, "solo")));
            var seen = 0;
            bench.Cluster.Faults.Before(
                int.MaxValue,
                async (_, _) =>
                {
                    if (Interlocked.Increment(ref seen) > delay && steps.TryDequeue(out var step))
                    {
                        await RunAsync([step], witness);
                    }
                }
            );

            await bench.ExportAsync(to: backend);

            bench.Cluster.Faults.Clear();
            witness.AssertTrue(await bench.SavedAsync(backend));
            await ExportBench.AssertValidAsync(backend);
        }
    }

    [Fact]
    public async Task A_release_that_never_holds_still_is_taken_from_one_list()
    {
        await using var bench = await ExportBench.StartAsync();
        var (backend, witness) = await BeginAsync(bench, first: false);
        var last = Revisions;
        bench.Cluster.Faults.Before(
            int.MaxValue,
            async (_, _) => await RunAsync(bench.Helm.UpgradeSteps("shop", "cart", last++), witness)
        );
        bench.Cluster.ClearRequests();

        await bench.ExportAsync(to: backend);

        Assert.InRange(bench.Cluster.Requests.Count, 8, 30);
        Assert.Single(bench.BodyReads, read => read.Query.Contains("name%3Dcart", StringComparison.Ordinal));
        bench.Cluster.Faults.Clear();
        witness.AssertTrue(await bench.SavedAsync(backend));
        Assert.Single(await bench.EntriesAsync(at: backend), e => e is { Name: "cart", Status: "deployed" });
    }

    [Fact]
    public async Task A_release_that_moves_and_is_looked_at_in_part_is_not_torn_either()
    {
        await using var bench = await ExportBench.StartAsync();
        var newest = new ExportOptions { HistoryDepth = 1 };
        var (backend, witness) = await BeginAsync(bench, first: true);
        await bench.ExportAsync(newest, to: backend);
        await RunAsync(bench.Helm.UpgradeSteps("shop", "cart", Revisions), witness);
        var last = Revisions + 1;
        bench.Cluster.Faults.Before(
            int.MaxValue,
            async (_, _) => await RunAsync(bench.Helm.UpgradeSteps("shop", "cart", last++), witness)
        );

        await bench.ExportAsync(newest, to: backend);

        bench.Cluster.Faults.Clear();
        var cart = (await bench.EntriesAsync(at: backend)).Where(e => e.Name == "cart").ToList();
        Assert.Equal([("superseded"), ("deployed")], cart.Select(e => e.Status));
        Assert.Equal(Revisions, cart[0].Revision);
    }

    [Fact]
    public async Task A_list_that_expires_in_the_middle_is_begun_again_and_shows_one_moment()
    {
        await using var bench = await ExportBench.StartAsync();
        bench.Helm.AddNamespace("shop");
        bench.Cluster.Load(Enumerable.Range(1, 60).Select(i => Superseded(i)));
        await bench.Helm.CreateAsync("shop", "cart", 61);
        var witness = new ReleaseWitness(bench.Cluster);
        witness.Look();
        var last = 61;
        bench.Cluster.Faults.Before(
            3,
            async (_, _) =>
            {
                await RunAsync(bench.Helm.UpgradeSteps("shop", "cart", last++), witness);
                bench.Cluster.Compact();
            },
            IsContinued
        );

        await bench.ExportAsync();

        Assert.Contains(bench.Cluster.Requests, request => request.StatusCode == 410);
        witness.AssertTrue(await bench.SavedAsync());
        await ExportBench.AssertValidAsync(bench.Backend);

        static System.Text.Json.Nodes.JsonObject Superseded(int i) =>
            HelmStorage.Record("shop", "cart", i, ReleaseStatuses.Superseded);
    }

    [Fact]
    public async Task A_list_that_always_expires_ends_the_export_with_an_error()
    {
        await using var bench = await ExportBench.StartAsync();
        bench.Helm.AddNamespace("shop");
        bench.Cluster.Load(Enumerable.Range(1, 60).Select(i => HelmStorage.Record("shop", $"r{i}", 1)));
        bench.Cluster.Faults.Fail(int.MaxValue, 410, IsContinued);

        var error = await Assert.ThrowsAsync<KubeApiException>(() => bench.ExportAsync());

        Assert.True(error.IsExpired);
        Assert.InRange(bench.Cluster.Requests.Count(request => request.StatusCode == 410), 2, 10);
        Assert.Empty(await bench.State.ListSnapshotsAsync(Stop));
    }

    private static bool IsContinued(SandboxRequest request) =>
        request.Query.Contains("continue=", StringComparison.Ordinal);

    /// <summary>One release whose bodies come in pages, one whose body is read by name, and two that stay.</summary>
    private static async Task<(MemoryBackend Backend, ReleaseWitness Witness)> BeginAsync(ExportBench bench, bool first)
    {
        await bench.Helm.RemoveAllAsync();
        await bench.Helm.InstallAsync("shop", "cart", Revisions);
        await bench.Helm.InstallAsync("shop", "still", revisions: 2);
        await bench.Helm.InstallAsync("lone", "solo", revisions: 1);
        await bench.Helm.InstallAsync("rest", "calm", revisions: 1);
        var backend = new MemoryBackend();
        if (!first)
        {
            await bench.ExportAsync(to: backend);
            await bench.Helm.UpdateAsync("shop", "cart", Revisions, ReleaseStatuses.Failed);
            await bench.Helm.UpdateAsync("shop", "cart", Revisions, ReleaseStatuses.Deployed);
            await bench.Helm.UpdateAsync("lone", "solo", 1, ReleaseStatuses.Deployed);
        }

        var witness = new ReleaseWitness(bench.Cluster);
        witness.Look();
        return (backend, witness);
    }

    private static IReadOnlyList<Func<Task>> Steps(ExportBench bench, string move, string name)
    {
        var (ns, last) = name == "cart" ? ("shop", Revisions) : ("lone", 1);
        return move switch
        {
            "upgrade" => bench.Helm.UpgradeSteps(ns, name, last),
            "uninstall" => bench.Helm.UninstallSteps(ns, name, last),
            _ => bench.Helm.ReinstallSteps(ns, name, last),
        };
    }

    private static async Task RunAsync(IEnumerable<Func<Task>> steps, ReleaseWitness witness)
    {
        foreach (var step in steps)
        {
            await step();
            witness.Look();
        }
    }
}
