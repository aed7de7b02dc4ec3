using System.Text.Json.Nodes;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.Import;
using ReleaseManager.Lab.RoundTrip;
using ReleaseManager.Lab.Scenario;
using Xunit;

namespace ReleaseManager.Lab.Import;

/// <summary>What a real cluster refuses half way leaves it as it was, object by object, where the import is atomic.</summary>
public sealed class AtomicTests(LabFixture lab)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("hook", "HookFailed")]
    [InlineData("quota", "ApiForbidden")]
    [InlineData("webhook", "ApiForbidden")]
    [InlineData("wait", "ReleaseNotReady")]
    public async Task A_release_that_fails_leaves_the_cluster_as_it_was(string failure, string errorId)
    {
        var (a, b) = await lab.SharedAsync();
        var ns = $"atomic-{failure}";
        var trip = new Trip(lab);
        await InstallAsync(a, ns, hold: failure is "wait");
        await trip.ExportAsync(a, new ExportOptions { Namespaces = [ns] });
        await using var webhook = new AdmissionWebhook(allows: false);
        using var api = b.OpenApi();
        await PrepareAsync(b, api, failure, ns, webhook);
        var before = await ClusterDump.ReadAsync(api, Stop);

        var results = await trip.ImportAsync(b, new ImportOptions { Namespaces = [ns], Settings = Atomic(failure) });

        var result = results.Single(one => one.Name is "web");
        Assert.Equal(
            (ReleaseImportOutcome.Failed, errorId, true),
            (result.Outcome, result.ErrorId, result.IsTakenBack)
        );
        Assert.Equal(ReleaseImportOutcome.Restored, results.Single(one => one.Name is "beside").Outcome);
        var after = await ClusterDump.ReadAsync(api, Stop);
        Assert.Empty(Others(before).Except(Others(after)));
        Assert.DoesNotContain(
            ClusterComparison.Compare(before, after, new ComparisonOptions { Except = [] }),
            line => !line.Contains("beside", StringComparison.Ordinal)
        );
    }

    private static ReleaseImportSettings Atomic(string failure) =>
        new()
        {
            Atomic = true,
            TakeOwnership = true,
            Wait = failure is "wait",
            ReleaseTimeout = TimeSpan.FromSeconds(failure is "wait" ? 5 : 30),
        };

    /// <summary>Two releases: one that will fail, with what there is to take back at every step, and one beside it.</summary>
    private static async Task InstallAsync(KubernetesCluster cluster, string ns, bool hold)
    {
        var held = hold ? "--set=hold=true" : "--set=hold=false";
        // As one that an older Helm, or a cluster with other Pods, had let pass.
        await RunAsync(cluster, ns, "install", "web", "breaking", "--no-hooks", held);
        await RunAsync(cluster, ns, "upgrade", "web", "breaking", "--no-hooks", held);
        await RunAsync(cluster, ns, "install", "beside", "validated");
    }

    private static async Task PrepareAsync(
        KubernetesCluster cluster,
        LabApi api,
        string failure,
        string ns,
        AdmissionWebhook webhook
    )
    {
        await RunAsync(cluster, ns, "install", "neighbour", "plain");
        await cluster.Kubectl.RequireAsync(
            ["create", "configmap", "web", "--from-literal=mode=theirs", "--namespace", ns],
            Stop
        );
        await cluster.Kubectl.RequireAsync(
            ["label", "namespace", ns, $"lab.releasemanager/checked={ns}", "--overwrite"],
            Stop
        );
        switch (failure)
        {
            case "quota":
                await DeploymentQuota.CreateAsync(api, ns, Stop);
                break;
            case "webhook":
                await webhook.StartAsync(Stop);
                await webhook.RegisterAsync(api, ns, Stop);
                break;
            default:
                break;
        }
    }

    private static IEnumerable<string> Others(IReadOnlyDictionary<ObjectId, JsonObject> dump) =>
        dump.Select(pair => $"{pair.Key} {pair.Value["metadata"]!["uid"]}");

    private static Task<string> RunAsync(
        KubernetesCluster cluster,
        string ns,
        string verb,
        string name,
        string chart,
        params string[] more
    ) =>
        cluster.Helm.RequireAsync(
            [
                verb,
                name,
                LabCharts.At(chart),
                "--namespace",
                ns,
                .. (string[])(verb is "install" ? ["--create-namespace"] : []),
                .. more,
            ],
            Stop
        );
}
