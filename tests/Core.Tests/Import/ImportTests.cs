using System.Globalization;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Import;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.Import;

/// <summary>A release comes back as it was saved.</summary>
public sealed class ImportTests
{
    internal const string TwoObjects = """
        ---
        # Source: plain/templates/settings.yaml
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings
        data:
          mode: "0755"
        ---
        # Source: plain/templates/role.yaml
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: shop-reader
          namespace: nonsense
        rules: []
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_release_comes_back_with_stamped_objects_and_untouched_records()
    {
        await using var bench = await ImportBench.StartAsync();
        var release = new SavedReleaseBuilder("shop", "web")
            .Revision(1, "superseded", TwoObjects)
            .Revision(2, "deployed", TwoObjects);
        await bench.SaveAsync(release);

        var result = Assert.Single(await bench.ImportAsync());

        Assert.Equal((ReleaseImportOutcome.Restored, null), (result.Outcome, result.Message));
        Assert.Equal((2, 2, "deployed"), (result.ObjectsCreated, result.RecordsRestored, result.Status));
        var settings = await bench.GetAsync("/api/v1/namespaces/shop/configmaps/settings");
        Assert.Equal("Helm", (string?)settings!["metadata"]!["labels"]!["app.kubernetes.io/managed-by"]);
        Assert.Equal("web", (string?)settings["metadata"]!["annotations"]!["meta.helm.sh/release-name"]);
        Assert.Equal("shop", (string?)settings["metadata"]!["annotations"]!["meta.helm.sh/release-namespace"]);
        Assert.NotNull(await bench.GetAsync("/apis/rbac.authorization.k8s.io/v1/clusterroles/shop-reader"));
        await AssertRecordsAsync(bench, "shop");
    }

    [Fact]
    public async Task A_record_of_server_side_apply_is_applied_and_what_apply_refuses_is_created()
    {
        await using var bench = await ImportBench.StartAsync();
        const string Repeated = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: twice
            spec:
              selector: {matchLabels: {app: twice}}
              template:
                metadata: {labels: {app: twice}}
                spec:
                  containers:
                    - name: c
                      image: i
                      env:
                        - {name: A, value: "1"}
                        - {name: A, value: "2"}
            """;
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web").Revision(
                1,
                "deployed",
                ConfigMap("plain") + "---\n" + Repeated,
                applyMethod: "ssa"
            )
        );

        var result = Assert.Single(await bench.ImportAsync());

        Assert.Null(result.Message);
        var plain = await bench.GetAsync("/api/v1/namespaces/shop/configmaps/plain");
        var manager = Assert.Single(plain!["metadata"]!["managedFields"]!.AsArray())!;
        Assert.Equal(("helm", "Apply"), ((string?)manager["manager"], (string?)manager["operation"]));
        var twice = await bench.GetAsync("/apis/apps/v1/namespaces/shop/deployments/twice");
        Assert.Equal(2, twice!["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_plan_for_another_cluster_or_another_state_is_refused()
    {
        await using var one = await ImportBench.StartAsync();
        await using var two = await ImportBench.StartAsync();
        await one.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", TwoObjects));
        await two.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", TwoObjects));
        var plan = await one.PlanAsync();

        var state = await Assert.ThrowsAsync<ImportException>(() => two.RunAsync(plan, retries: null));
        var cluster = await Assert.ThrowsAsync<ImportException>(() =>
            one.WithClusterOf(two).RunAsync(plan, retries: null)
        );

        Assert.Equal(("PlanForOtherState", "PlanForOtherCluster"), (state.ErrorId, cluster.ErrorId));
    }

    [Fact]
    public async Task One_release_that_fails_holds_up_no_other_unless_asked_to()
    {
        foreach (var stopOnError in (bool[])[false, true])
        {
            await using var bench = await ImportBench.StartAsync();
            bench.Cluster.Faults.Forbid(request =>
                request.Method == "POST" && request.Path.Contains("namespaces/a/configmaps", StringComparison.Ordinal)
            );
            await bench.SaveAsync(
                new SavedReleaseBuilder("a", "one").Revision(1, "deployed", ConfigMap("x")),
                new SavedReleaseBuilder("b", "two").Revision(1, "deployed", ConfigMap("x"))
            );

            var results = await bench.ImportAsync(
                new ReleaseImportSettings { StopOnError = stopOnError, Parallelism = 1 }
            );

            var failed = results.Single(result => result.Name == "one");
            Assert.Equal(ReleaseImportOutcome.Failed, failed.Outcome);
            Assert.Contains("configmaps \"x\" in namespace \"a\"", failed.Message, StringComparison.Ordinal);
            Assert.Equal(
                stopOnError ? ReleaseImportOutcome.Stopped : ReleaseImportOutcome.Restored,
                results.Single(result => result.Name == "two").Outcome
            );
            var record = await bench.GetAsync("/api/v1/namespaces/a/secrets/sh.helm.release.v1.one.v1");
            Assert.Equal("failed", Decode(record!).Status);
            Assert.StartsWith("Release \"one\" failed:", Decode(record!).Description, StringComparison.Ordinal);
        }
    }

    internal static JsonObject Named(string kind, string name) =>
        new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = name },
        };

    internal static string ConfigMap(string name) =>
        $"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\ndata:\n  a: b\n";

    internal static Release Decode(JsonObject record) =>
        Release.Parse(RecordCodec.Decode(Value(record), DecodeLimits.Default), DecodeLimits.Default);

    internal static byte[] Value(JsonObject record)
    {
        var text = (string)record["data"]!["release"]!;
        return (string?)record["kind"] == "Secret"
            ? Convert.FromBase64String(text)
            : System.Text.Encoding.UTF8.GetBytes(text);
    }

    /// <summary>Every saved record stands in the cluster: name, labels, type and value as they were, and no mark of ours.</summary>
    internal static async Task AssertRecordsAsync(ImportBench bench, string ns)
    {
        var snapshot = await bench.State.RequireAsync(SnapshotSelector.Latest, Stop);
        await foreach (var entry in bench.State.ReadEntriesAsync(snapshot, Stop))
        {
            var record = await bench.GetAsync($"/api/v1/namespaces/{ns}/secrets/{entry.ObjectName}");
            Assert.NotNull(record);
            Assert.Equal(entry.Type, (string?)record["type"]);
            Assert.Equal(
                entry.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label}"),
                record["metadata"]!["labels"]!
                    .AsObject()
                    .OrderBy(label => label.Key, StringComparer.Ordinal)
                    .Select(label => string.Create(CultureInfo.InvariantCulture, $"[{label.Key}, {label.Value}]"))
            );
            Assert.Null(record["metadata"]!["annotations"]);
            Assert.Equal(await bench.State.ReadRecordAsync(entry, Stop), Value(record));
        }
    }
}
