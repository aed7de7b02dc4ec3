using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Comparison;
using ReleaseManager.Core.Tests.Import;
using Xunit;

namespace ReleaseManager.Core.Tests.Comparison;

/// <summary>Live objects against the manifest of the deployed revision.</summary>
public sealed class DriftTests
{
    private const string Manifest = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          creationTimestamp: null
          labels: {app.kubernetes.io/managed-by: Tiller, team: blue}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
                - name: web
                  image: nginx:1
                  env: [{name: EMPTY, value: ""}, {name: MODE, value: fast}]
                  resources: {limits: {cpu: 1000m, memory: 0.5Gi}}
        status: {}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: web
        data:
          colour: blue
        ---
        apiVersion: v1
        kind: Secret
        metadata:
          name: login
        data:
          user: bWU=
        stringData:
          password: s3cret
        ---
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: once
        spec:
          ttlSecondsAfterFinished: 60
          template:
            spec:
              restartPolicy: Never
              containers: [{name: once, image: once:1}]
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_release_brought_has_not_drifted()
    {
        await using var bench = await InstalledAsync();

        Assert.Empty(await DriftAsync(bench));

        var all = Assert.Single(await DriftAsync(bench, new ComparisonOptions { IncludeEqual = true }));
        Assert.Equal(HelmReleaseChange.Equal, all.Change);
        Assert.Empty(all.Drift!);
    }

    [Fact]
    public async Task A_dry_run_leaves_everything_as_it_is()
    {
        await using var bench = await InstalledAsync();
        await ChangeAsync(bench, "apis/apps/v1/namespaces/shop/deployments/web", item => item["spec"]!["replicas"] = 5);
        var before = await bench.GetAsync("apis/apps/v1/namespaces/shop/deployments/web");

        Assert.Single(await DriftAsync(bench));

        var after = await bench.GetAsync("apis/apps/v1/namespaces/shop/deployments/web");
        Assert.Equal(before!.ToJsonString(), after!.ToJsonString());
    }

    [Fact]
    public async Task Fields_that_somebody_changed_and_objects_that_are_gone_are_named_and_nothing_else()
    {
        await using var bench = await InstalledAsync();
        await ChangeAsync(
            bench,
            "apis/apps/v1/namespaces/shop/deployments/web",
            item =>
            {
                item["spec"]!["replicas"] = 5;
                item["metadata"]!["labels"]!["team"] = "red";
                item["metadata"]!["annotations"]!["note"] = "by hand";
                item["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]![1]!["value"] = "slow";
            }
        );
        await DeleteAsync(bench, "api/v1/namespaces/shop/configmaps/web");
        await DeleteAsync(bench, "apis/batch/v1/namespaces/shop/jobs/once");

        var found = Assert.Single(await DriftAsync(bench));

        Assert.Equal((HelmReleaseChange.Drifted, null), (found.Change, found.Problem));
        Assert.Equal(
            ["Changed Deployment shop/web", "Missing ConfigMap shop/web"],
            found.Drift!.Select(item => $"{item.Change} {item}")
        );
        Assert.Equal(
            [
                "metadata.labels.team blue red",
                "spec.replicas 2 5",
                "spec.template.spec.containers[0].env[1].value fast slow",
            ],
            found.Drift![0].Fields.Select(field => $"{field.Path} {field.Reference} {field.Difference}").Order()
        );
        Assert.Contains(
            "--- manifest: Deployment shop/web\n+++ live: Deployment shop/web\n",
            found.Diff,
            StringComparison.Ordinal
        );
        Assert.Contains("-  replicas: 2\n+  replicas: 5\n", found.DriftDiff, StringComparison.Ordinal);
        Assert.Contains("-  colour: blue\n", found.DriftDiff, StringComparison.Ordinal);
        Assert.Null(found.Drift[0].Note);
    }

    [Fact]
    public async Task A_Secret_that_was_changed_is_named_without_its_content()
    {
        await using var bench = await InstalledAsync();
        await ChangeAsync(
            bench,
            "api/v1/namespaces/shop/secrets/login",
            item => item["data"]!["password"] = "aGFja2Vk"
        );

        var drift = Assert.Single(Assert.Single(await DriftAsync(bench)).Drift!);

        Assert.Equal("data.password *** (before) *** (after)", Told(drift));
        foreach (var secret in (string[])["s3cret", "czNjcmV0", "aGFja2Vk", "bWU="])
        {
            Assert.DoesNotContain(secret, drift.Diff, StringComparison.Ordinal);
        }

        var shown = Assert.Single(await DriftAsync(bench, new ComparisonOptions { ShowSecrets = true }));
        Assert.Equal("data.password czNjcmV0 aGFja2Vk", Told(shown.Drift![0]));

        static string Told(HelmObjectDifference item) =>
            string.Join(';', item.Fields.Select(field => $"{field.Path} {field.Reference} {field.Difference}"));
    }

    [Fact]
    public async Task Who_may_not_patch_is_told_the_same_and_how_it_was_judged()
    {
        await using var bench = await InstalledAsync();
        bench.Cluster.Faults.Forbid(request => request.Method == "PATCH");
        Assert.Empty(await DriftAsync(bench));

        await ChangeAsync(bench, "apis/apps/v1/namespaces/shop/deployments/web", item => item["spec"]!["replicas"] = 5);
        var drift = Assert.Single(Assert.Single(await DriftAsync(bench)).Drift!);

        Assert.Equal(["spec.replicas"], drift.Fields.Select(field => field.Path));
        Assert.Contains("does not allow a dry run", drift.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_may_not_be_read_is_a_problem_and_no_verdict()
    {
        await using var bench = await InstalledAsync();
        bench.Cluster.Faults.Forbid(request => request.Resource is "deployments" && request.Method == "GET");

        var found = Assert.Single(await DriftAsync(bench));

        Assert.Equal((HelmReleaseChange.Equal, 0), (found.Change, found.Drift!.Count));
        Assert.Contains("Deployment web could not be looked at", found.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_deployed_revision_counts_and_not_a_later_one_that_failed()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web")
                .Revision(1, "deployed", Manifest)
                .Revision(2, "failed", Manifest.Replace("replicas: 2", "replicas: 9", StringComparison.Ordinal))
        );
        await bench.ImportAsync();

        Assert.Empty(await DriftAsync(bench));
    }

    [Fact]
    public async Task A_release_that_changed_and_has_drifted_too_tells_both()
    {
        await using var bench = await InstalledAsync();
        await DeleteAsync(bench, "api/v1/namespaces/shop/configmaps/web");
        await bench.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(7, "deployed", Manifest));
        using var client = bench.Connect();
        var saved = ComparisonSide.Of(
            bench.State,
            await bench.State.RequireAsync(Core.State.SnapshotSelector.Latest, Stop)
        );

        var comparer = new ReleaseComparer(
            saved,
            ComparisonSide.Of(client),
            new ComparisonOptions { IncludeDrift = true }
        );
        var found = Assert.Single(await comparer.RunAsync(null, Stop).ToListAsync(Stop));

        Assert.Equal(HelmReleaseChange.Changed, found.Change);
        Assert.Contains("revision 7 -> 1", found.Changes);
        Assert.Equal(["ConfigMap shop/web"], found.Drift!.Select(item => $"{item}"));
    }

    private static async Task<ImportBench> InstalledAsync()
    {
        var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", Manifest));
        Assert.Equal(ReleaseImportOutcome.Restored, Assert.Single(await bench.ImportAsync()).Outcome);
        return bench;
    }

    private static async Task<IReadOnlyList<HelmReleaseDifference>> DriftAsync(
        ImportBench bench,
        ComparisonOptions? options = null
    )
    {
        using var client = bench.Connect(new KubeClientOptions { MaxRetries = 0 });
        var side = ComparisonSide.Of(client);
        var comparer = new ReleaseComparer(side, side, (options ?? new()) with { IncludeDrift = true });
        return await comparer.RunAsync(null, Stop).ToListAsync(Stop);
    }

    private static async Task ChangeAsync(ImportBench bench, string path, Action<JsonObject> change)
    {
        var item = (await bench.GetAsync(path))!;
        change(item);
        await bench.PutAsync(path, item);
    }

    private static async Task DeleteAsync(ImportBench bench, string path)
    {
        using var client = bench.Cluster.CreateClient();
        using var answer = await client.DeleteAsync(new Uri(path, UriKind.Relative), Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }
}
