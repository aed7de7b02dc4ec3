using System.Globalization;
using System.Text.Json.Nodes;
using ReleaseManager.Lab.RoundTrip;
using ReleaseManager.Lab.Scenario;
using Xunit;

namespace ReleaseManager.Lab.Product;

/// <summary>
/// The worst day: an import that is killed, and killed again. Thirty kills; <c>RELEASEMANAGER_LAB_KILLS</c> asks for another number.
/// </summary>
public sealed class KilledImportTests(LabFixture lab)
{
    private const int KillsOfOneImport = 6;

    // Hooks with Jobs, kinds that others use, volumes, an apply by the server, something half done, many records.
    private static readonly string[] Releases =
    [
        "team-a/steps",
        "platform/operator",
        "alpha/things",
        "shop/umbrella",
        "shop/generated",
        "helm4/conf",
        "odd/lists",
        "odd/keep",
        "states/stuck",
        "states/few",
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_import_killed_at_random_moments_and_run_to_the_end_equals_one_that_was_not()
    {
        var wanted = int.Parse(
            Environment.GetEnvironmentVariable("RELEASEMANAGER_LAB_KILLS") ?? "30",
            CultureInfo.InvariantCulture
        );
        var (a, b) = await lab.EmptyAsync();
        await new ReleaseScenario(a).FillAsync(Releases, Stop);
        var trip = new Trip(lab);
        await trip.ExportAsync(a);
        var cli = new ReleaseManagerCli(b.Kubeconfig);
        string[] import = ["import", "local", "--path", trip.Folder];

        var whole = await cli.RunVerbAsync(Stop, import);
        whole.Require();
        await AssertEqualAsync(a, b, "not killed at all");
        var expected = await DumpAsync(b);

        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var killed = 0; killed < wanted; )
        {
            await b.RecycleAsync(Stop);
            var moments = new List<int>();
            while (moments.Count < Math.Min(KillsOfOneImport, wanted - killed))
            {
                // The later runs are shorter, since the earlier have done much of the work.
                var moment = random.Next(100, (int)whole.Took.TotalMilliseconds);
                if (!await IsKilledAsync(cli, import, moment))
                {
                    break;
                }

                moments.Add(moment);
            }

            killed += moments.Count;
            var history = $"seed {seed}, killed after {string.Join(", ", moments)} ms";
            var last = await cli.RunVerbAsync(Stop, import);
            Assert.True(last.Succeeded, $"{history}: {last.Error}\n{last.Output}");
            await AssertEqualAsync(a, b, history);
            var lines = ClusterComparison.Compare(
                Copy(expected),
                await DumpAsync(b),
                new ComparisonOptions { Managers = true, Except = [] }
            );
            Assert.True(lines.Count == 0, $"{history}: {string.Join('\n', lines)}");
        }
    }

    /// <returns>False if it was through before the moment came.</returns>
    private static async Task<bool> IsKilledAsync(ReleaseManagerCli cli, string[] arguments, int milliseconds)
    {
        using var kill = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        kill.CancelAfter(milliseconds);
        try
        {
            (await cli.RunVerbAsync(kill.Token, arguments)).Require();
            return false;
        }
        catch (OperationCanceledException) when (!Stop.IsCancellationRequested)
        {
            return true;
        }
    }

    private static async Task AssertEqualAsync(KubernetesCluster a, KubernetesCluster b, string history)
    {
        var lines = await ClusterComparison.CompareAsync(a, b, new ComparisonOptions(), Stop);
        Assert.True(lines.Count == 0, $"{history}: {string.Join('\n', lines)}");
    }

    private static async Task<IReadOnlyDictionary<ObjectId, JsonObject>> DumpAsync(KubernetesCluster cluster)
    {
        using var api = cluster.OpenApi();
        return await ClusterDump.ReadAsync(api, Stop);
    }

    // A comparison changes what it compares.
    private static Dictionary<ObjectId, JsonObject> Copy(IReadOnlyDictionary<ObjectId, JsonObject> dump) =>
        dump.ToDictionary(item => item.Key, item => (JsonObject)item.Value.DeepClone());
}
