using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Import;

/// <summary>Releases that were saved with versions which the new cluster does not serve any more.</summary>
public sealed class RemovedVersionTests
{
    private const string Old = """
        ---
        # Source: plain/templates/ingress.yaml
        apiVersion: extensions/v1beta1
        kind: Ingress
        metadata: {name: web}
        spec:
          rules:
          - host: shop.example
            http: {paths: [{path: /, backend: {serviceName: web, servicePort: 80}}]}
        ---
        # Source: plain/templates/settings.yaml
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}   # stays as it is written
        ---
        # Source: plain/templates/pdb.yaml
        apiVersion: policy/v1beta1
        kind: PodDisruptionBudget
        metadata: {name: web}
        spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
        ---
        apiVersion: policy/v1beta1
        kind: PodSecurityPolicy
        metadata: {name: strict}
        spec: {seLinux: {rule: RunAsAny}, runAsUser: {rule: RunAsAny}, fsGroup: {rule: RunAsAny}, supplementalGroups: {rule: RunAsAny}}
        """;

    [Fact]
    public async Task They_come_up_in_today_s_versions_and_all_their_records_say_so()
    {
        await using var bench = await ImportBench.StartAsync();
        var hooks = new JsonArray(
            SavedReleaseBuilder.Hook(
                "pre-delete",
                "bye",
                "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: {name: bye}\nspec: {schedule: '* * * * *', jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}}\n"
            ),
            SavedReleaseBuilder.Hook(
                "pre-install",
                "policy",
                "apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata: {name: hooked}\nspec: {}\n"
            )
        );
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web")
                .Revision(1, "superseded", Old, hooks)
                .Revision(2, "deployed", Old, hooks)
        );

        var plan = await bench.PlanAsync();
        var result = Assert.Single(await bench.RunAsync(plan, retries: null));

        Assert.Equal(ReleaseImportOutcome.Restored, result.Outcome);
        Assert.Equal((3, 0), (result.ObjectsCreated, result.HooksRun));
        var ingress = await bench.GetAsync("/apis/networking.k8s.io/v1/namespaces/shop/ingresses/web");
        var path = ingress!["spec"]!["rules"]![0]!["http"]!["paths"]![0]!;
        Assert.Equal("web", (string?)path["backend"]!["service"]!["name"]);
        Assert.NotNull(await bench.GetAsync("/apis/policy/v1/namespaces/shop/poddisruptionbudgets/web"));

        var planned = Assert.Single(plan.Releases);
        Assert.Contains("Ingress web: extensions/v1beta1 becomes networking.k8s.io/v1", planned.Changes);
        Assert.Contains(
            planned.Warnings,
            warning => warning.StartsWith("PodSecurityPolicy strict is left out", StringComparison.Ordinal)
        );
        foreach (var revision in (int[])[1, 2])
        {
            var record = await bench.GetAsync($"/api/v1/namespaces/shop/secrets/sh.helm.release.v1.web.v{revision}");
            var release = ImportTests.Decode(record!);
            Assert.Equal(
                ["networking.k8s.io/v1", "v1", "policy/v1"],
                Manifest.Parse(release.Manifest).Select(item => item.ApiVersion)
            );
            Assert.Contains(
                "metadata: {name: settings}   # stays as it is written",
                release.Manifest,
                StringComparison.Ordinal
            );
            Assert.Contains("# Source: plain/templates/ingress.yaml", release.Manifest, StringComparison.Ordinal);
            var hook = Assert.Single(release.Hooks);
            Assert.Equal("batch/v1", Manifest.Parse(hook.Manifest).Single().ApiVersion);
        }

        Assert.Equal(ReleaseImportOutcome.Skipped, Assert.Single(await bench.ImportAsync()).Outcome);
    }

    [Fact]
    public async Task What_the_cluster_still_serves_is_not_touched()
    {
        await using var bench = await ImportBench.StartAsync(new SandboxOptions { Kinds = SandboxKinds.Kubernetes120 });
        await bench.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", Old));

        var plan = await bench.PlanAsync();
        var result = Assert.Single(await bench.RunAsync(plan, retries: null));

        Assert.Equal((ReleaseImportOutcome.Restored, 4), (result.Outcome, result.ObjectsCreated));
        Assert.Empty(plan.Releases[0].Changes);
        var record = await bench.GetAsync("/api/v1/namespaces/shop/secrets/sh.helm.release.v1.web.v1");
        Assert.Equal(Old, ImportTests.Decode(record!).Manifest);
    }

    [Fact]
    public async Task A_version_that_nobody_knows_is_refused_by_name_before_anything_is_written()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web").Revision(
                1,
                "deployed",
                Old + "\n---\napiVersion: odd.k8s.io/v1beta1\nkind: Odd\nmetadata: {name: odd}\n"
            )
        );

        var result = Assert.Single(await bench.ImportAsync());

        Assert.Equal((ReleaseImportOutcome.Refused, "KindNotServed"), (result.Outcome, result.ErrorId));
        Assert.Contains("odd.k8s.io/v1beta1 Odd", result.Message, StringComparison.Ordinal);
        Assert.Empty(await bench.ListAsync("/api/v1/namespaces/shop/configmaps"));
    }
}
