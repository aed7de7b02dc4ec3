using System.Globalization;
using System.Text.Json.Nodes;
using ReleaseManager.Lab.RoundTrip;
using ReleaseManager.Lab.Scenario;
using Xunit;

namespace ReleaseManager.Lab.Product;

/// <summary>
/// The worst day: an import of sixty releases with hooks and waits that is killed, and killed again. A few kills;
/// <c>RELEASEMANAGER_LAB_KILLS</c> asks for another number.
/// </summary>
public sealed class KilledImportTests(LabFixture lab)
{
    private const int KillsOfOneImport = 10;
    private const int More = 50;
    private const int HelmsAtOnce = 6;

    // What most releases are: something that takes its moment to be ready, with a Job before and one after it.
    private const string Ordinary = """
        {{- range $event := list "pre-install" "post-install" }}
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: {{ $.Release.Name }}-{{ $event }}
          annotations: {helm.sh/hook: {{ $event }}, helm.sh/hook-delete-policy: "before-hook-creation,hook-succeeded"}
        spec: {template: {spec: {restartPolicy: Never, containers: [{name: main, image: "lab/step:1"}]}}}
        ---
        {{- end }}
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{ .Release.Name }}}
        spec:
          selector: {matchLabels: {app: {{ .Release.Name }}}}
          template:
            metadata: {labels: {app: {{ .Release.Name }}}, annotations: {lab.releasemanager/delay: "0.5"}}
            spec: {containers: [{name: main, image: "lab/web:1"}]}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: {{ .Release.Name }}}
        """;

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
            Environment.GetEnvironmentVariable("RELEASEMANAGER_LAB_KILLS") ?? "4",
            CultureInfo.InvariantCulture
        );
        var (a, b) = await lab.EmptyAsync();
        await new ReleaseScenario(a).FillAsync(Releases, Stop);
        await InstallMoreAsync(a);
        var trip = new Trip(lab);
        await trip.ExportAsync(a);
        var cli = new ReleaseManagerCli(b.Kubeconfig);
        string[] import = ["import", "local", "--path", trip.Folder, "--wait"];

        var whole = await cli.RunVerbAsync(Stop, import);
        whole.Require();
        await AssertEqualAsync(a, b, "not killed at all");
        var expected = await DumpAsync(b);
        var runs = await HookRunsAsync(b);
        Assert.True(runs.Count >= 2 * More, $"only {runs.Count} Jobs were seen");

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
            var twice = (await HookRunsAsync(b)).Except(runs).ToList();
            Assert.True(twice.Count == 0, $"{history}: run otherwise: {string.Join(", ", twice)}");
        }
    }

    private async Task InstallMoreAsync(KubernetesCluster cluster)
    {
        var chart = await WrittenChart.WriteAsync(lab.CreateFolder(), "ordinary", Ordinary);
        await Parallel.ForEachAsync(
            Enumerable.Range(1, More),
            new ParallelOptions { MaxDegreeOfParallelism = HelmsAtOnce, CancellationToken = Stop },
            async (number, stop) =>
            {
                string[] place = [$"more-{number}", chart, $"--namespace=more-{number % 5}", "--create-namespace"];
                // Its hooks leave nothing, so the time that they take here can be saved.
                await cluster.Helm.RequireAsync(["install", .. place, "--no-hooks"], stop);
            }
        );
    }

    /// <summary>How often each Job was made, by its controller's events; a Job that its policy removes has left them too.</summary>
    private static async Task<SortedDictionary<string, int>> HookRunsAsync(KubernetesCluster cluster)
    {
        using var api = cluster.OpenApi();
        var events = await api.GetAsync(
            "/api/v1/events?fieldSelector=involvedObject.kind=Job,reason=SuccessfulCreate",
            Stop
        );
        var runs = events!["items"]!
            .AsArray()
            .Select(item => item!["involvedObject"]!)
            .GroupBy(job => $"{job["namespace"]}/{job["name"]}", job => (string?)job["uid"], StringComparer.Ordinal)
            .ToDictionary(job => job.Key, job => job.Distinct().Count(), StringComparer.Ordinal);
        return new SortedDictionary<string, int>(runs, StringComparer.Ordinal);
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
