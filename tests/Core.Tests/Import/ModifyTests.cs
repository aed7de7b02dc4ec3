using ReleaseManager.Core.Import;
using Xunit;

namespace ReleaseManager.Core.Tests.Import;

/// <summary>Rules change objects on their way, in the cluster and in the records alike.</summary>
public sealed class ModifyTests
{
    private const string Manifest = """
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, labels: {app: web}}
        spec:
          replicas: 3
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - {name: a, image: docker.io/library/nginx:1}
              - {name: b, image: quay.io/b:1}
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: data-0}
        spec: {storageClassName: slow, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
        """;

    [Fact]
    public async Task What_matches_is_changed_in_the_cluster_and_in_every_record_and_told_by_the_plan()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web").Revision(1, "superseded", Manifest).Revision(2, "deployed", Manifest)
        );
        var settings = Rules(
            """
            - match: {kind: PersistentVolumeClaim, name: 'data-*', namespace: shop}
              merge: {spec: {storageClassName: fast}}
            - match: {kind: Deployment, labels: {app: web}}
              patch:
              - {op: replace, path: /spec/replicas, value: 0}
            - replace:
              - {path: /spec/template/spec/containers/*/image, from: docker.io/, to: mirror.example/}
            """
        );

        var plan = await bench.PlanAsync(new ImportOptions { Settings = settings });
        var result = Assert.Single(await bench.RunAsync(plan, retries: null));

        Assert.Equal(ReleaseImportOutcome.Restored, result.Outcome);
        var claim = await bench.GetAsync("/api/v1/namespaces/shop/persistentvolumeclaims/data-0");
        Assert.Equal("fast", (string?)claim!["spec"]!["storageClassName"]);
        var web = (await bench.GetAsync("/apis/apps/v1/namespaces/shop/deployments/web"))!["spec"]!;
        Assert.Equal(0, (int?)web["replicas"]);
        Assert.Equal(
            ["mirror.example/library/nginx:1", "quay.io/b:1"],
            web["template"]!["spec"]!["containers"]!.AsArray().Select(one => (string?)one!["image"])
        );
        foreach (var revision in (int[])[1, 2])
        {
            var record = await bench.GetAsync($"/api/v1/namespaces/shop/secrets/sh.helm.release.v1.web.v{revision}");
            var stored = ImportTests.Decode(record!).Manifest;
            Assert.Contains("storageClassName: fast", stored, StringComparison.Ordinal);
            Assert.Contains("replicas: 0", stored, StringComparison.Ordinal);
            Assert.Contains("mirror.example/library/nginx:1", stored, StringComparison.Ordinal);
        }

        Assert.Equal(
            [
                "Deployment web: rule 2 changes /spec/replicas",
                "Deployment web: rule 3 changes /spec/template/spec/containers/0/image",
                "PersistentVolumeClaim data-0: rule 1 changes /spec/storageClassName",
            ],
            Assert.Single(plan.Releases).Changes
        );
        Assert.Equal(ReleaseImportOutcome.Skipped, Assert.Single(await bench.ImportAsync(settings)).Outcome);
        Assert.Equal("ReleaseDiffers", Assert.Single(await bench.ImportAsync()).ErrorId);
    }

    [Fact]
    public async Task A_rule_that_matches_nothing_is_told()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", Manifest));

        var plan = await bench.PlanAsync(
            new ImportOptions { Settings = Rules("- {match: {kind: Ingress}, merge: {spec: {a: b}}}") }
        );

        Assert.Contains("Rule 1 of the changes matches no object", plan.Warnings);
        Assert.Empty(Assert.Single(plan.Releases).Changes);
    }

    [Theory]
    [InlineData("- {match: {kind: Deployment}, patch: [{op: remove, path: /spec/nothing}]}")]
    [InlineData("- {match: {kind: Deployment}, patch: [{op: test, path: /spec/replicas, value: 9}]}")]
    [InlineData("- {match: {kind: Deployment}, merge: {metadata: {name: other}}}")]
    [InlineData("- {match: {kind: Deployment}, merge: {metadata: {namespace: other}}}")]
    [InlineData("- {match: {kind: Deployment}, merge: {kind: StatefulSet}}")]
    [InlineData("- {match: {kind: Deployment}, merge: {metadata: null}}")]
    public async Task A_rule_that_does_not_fit_refuses_its_release_before_anything_is_written(string rules)
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", Manifest));

        var result = Assert.Single(await bench.ImportAsync(Rules(rules)));

        Assert.Equal((ReleaseImportOutcome.Refused, "ChangeDoesNotFit"), (result.Outcome, result.ErrorId));
        Assert.Contains("Deployment web: rule 1", result.Message, StringComparison.Ordinal);
        Assert.Null(await bench.GetAsync("/api/v1/namespaces/shop/persistentvolumeclaims/data-0"));
    }

    [Fact]
    public async Task A_rule_that_does_not_fit_an_older_revision_leaves_that_one_as_it_was()
    {
        await using var bench = await ImportBench.StartAsync();
        var older = Manifest.Replace("  replicas: 3\n", "", StringComparison.Ordinal);
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web").Revision(1, "superseded", older).Revision(2, "deployed", Manifest)
        );
        var settings = Rules("- {match: {kind: Deployment}, patch: [{op: replace, path: /spec/replicas, value: 1}]}");

        var plan = await bench.PlanAsync(new ImportOptions { Settings = settings });
        var result = Assert.Single(await bench.RunAsync(plan, retries: null));

        Assert.Equal(ReleaseImportOutcome.Restored, result.Outcome);
        Assert.Contains(
            plan.Releases[0].Warnings,
            warning => warning.StartsWith("revision 1: Deployment web: rule 1 does not fit", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("{a: b}", "no list of rules")]
    [InlineData("- a", "rule 1")]
    [InlineData("- {match: {kin: a}, merge: {}}", "'kin'")]
    [InlineData("- {match: {kind: a}, merg: {}}", "'merg'")]
    [InlineData("- {match: {kind: a}}", "just one of")]
    [InlineData("- {merge: {a: 1}, patch: []}", "just one of")]
    [InlineData("- {merge: [1]}", "no JSON object")]
    [InlineData("- {patch: [{op: melt, path: /a}]}", "no JSON patch")]
    [InlineData("- {patch: {op: add}}", "no JSON patch")]
    [InlineData("- {replace: [{path: a, from: b, to: c}]}", "begins with a slash")]
    [InlineData("- {replace: [{path: /a, to: c}]}", "path, from and to")]
    [InlineData("- merge: {a: [", "not YAML")]
    public async Task A_file_that_holds_no_rules_is_refused_and_the_rule_named(string rules, string why)
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", Manifest));

        var error = await Assert.ThrowsAsync<ImportException>(async () =>
            await bench.PlanAsync(new ImportOptions { Settings = Rules(rules) })
        );

        Assert.Equal("RuleInvalid", error.ErrorId);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    private static ReleaseImportSettings Rules(string yaml) =>
        new() { Modify = ObjectRuleFile.Parse(yaml, "rules.yaml") };
}
