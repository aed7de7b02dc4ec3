using System.Text.Json.Nodes;
using ReleaseManager.Core.Import;
using Xunit;

namespace ReleaseManager.Core.Tests.Import;

/// <summary>What a plan sees before anything is written.</summary>
public sealed class PlanTests
{
    private const string Webhook = """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata: {name: check}
        webhooks:
        - name: check.example.com
          admissionReviewVersions: [v1]
          sideEffects: None
          failurePolicy: Ignore
          clientConfig: {url: "https://127.0.0.1:1/"}
          rules: [{apiGroups: [GROUP], apiVersions: ["*"], operations: [CREATE], resources: [RESOURCE]}]
        """;

    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          selector: {matchLabels: {app: web}}
          template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: i}]}}
        """;

    private static readonly ReleaseImportSettings Verify = new() { Verify = true };

    [Theory]
    [InlineData("apps", "deployments", true)]
    [InlineData("", "pods", true)]
    [InlineData("*", "*/*", true)]
    [InlineData("", "configmaps", false)]
    [InlineData("batch", "deployments", false)]
    public async Task A_release_with_a_webhook_comes_before_those_that_it_judges(
        string group,
        string resource,
        bool judged
    )
    {
        await using var bench = await ImportBench.StartAsync();
        var webhook = Webhook
            .Replace("GROUP", $"\"{group}\"", StringComparison.Ordinal)
            .Replace("RESOURCE", $"\"{resource}\"", StringComparison.Ordinal);
        await bench.SaveAsync(
            new SavedReleaseBuilder("a", "web").Revision(1, "deployed", Deployment),
            new SavedReleaseBuilder("z", "judge").Revision(1, "deployed", webhook)
        );

        var plan = await bench.PlanAsync();

        Assert.Equal(judged ? ["secret/z/judge"] : [], plan.Releases.Single(release => release.Name == "web").After);
        Assert.Empty(plan.Releases.Single(release => release.Name == "judge").After);
    }

    [Fact]
    public async Task Two_releases_that_judge_each_other_are_brought_back_all_the_same()
    {
        await using var bench = await ImportBench.StartAsync();
        var webhook = Webhook
            .Replace("GROUP", "\"*\"", StringComparison.Ordinal)
            .Replace("RESOURCE", "\"*\"", StringComparison.Ordinal);
        await bench.SaveAsync(
            new SavedReleaseBuilder("a", "one").Revision(1, "deployed", webhook),
            new SavedReleaseBuilder("b", "two").Revision(
                1,
                "deployed",
                webhook.Replace("name: check}", "name: other}", StringComparison.Ordinal)
            )
        );

        Assert.All(await bench.ImportAsync(), result => Assert.Equal(ReleaseImportOutcome.Restored, result.Outcome));
    }

    [Theory]
    [InlineData(false, "will fight over it")]
    [InlineData(true, "is suspended")]
    public async Task A_release_that_flux_looks_after_in_the_target_is_named(bool suspended, string what)
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.PostAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", FluxDefinition());
        await bench.PostAsync("/api/v1/namespaces", ImportTests.Named("Namespace", "flux"));
        var flux = ImportTests.Named("HelmRelease", "web");
        flux["apiVersion"] = "helm.toolkit.fluxcd.io/v2";
        flux["spec"] = new JsonObject
        {
            ["targetNamespace"] = "shop",
            ["storageNamespace"] = "shop",
            ["suspend"] = suspended,
        };
        await bench.PostAsync("/apis/helm.toolkit.fluxcd.io/v2/namespaces/flux/helmreleases", flux);
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "shop-web").Revision(1, "deployed", Deployment),
            new SavedReleaseBuilder("shop", "other").Revision(1, "deployed", ImportTests.ConfigMap("other"))
        );

        var plan = await bench.PlanAsync();

        var warning = Assert.Single(plan.Releases.Single(release => release.Name == "shop-web").Warnings);
        Assert.Contains("HelmRelease flux/web", warning, StringComparison.Ordinal);
        Assert.Contains(what, warning, StringComparison.Ordinal);
        Assert.Empty(plan.Releases.Single(release => release.Name == "other").Warnings);
    }

    [Fact]
    public async Task A_release_that_flux_had_labelled_is_named()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web").Revision(
                1,
                "deployed",
                Deployment.Replace(
                    "{name: web}\nspec",
                    "{name: web, labels: {helm.toolkit.fluxcd.io/name: web, helm.toolkit.fluxcd.io/namespace: flux}}\nspec",
                    StringComparison.Ordinal
                )
            )
        );

        var warning = Assert.Single(Assert.Single((await bench.PlanAsync()).Releases).Warnings);

        Assert.Contains("HelmRelease flux/web", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_would_refuse_is_refused_by_a_plan_that_verifies_and_nothing_is_written()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.PostAsync("/api/v1/namespaces", ImportTests.Named("Namespace", "shop"));
        bench.Cluster.Faults.Fail(1, 422, request => request.Method == "POST" && request.Resource == "deployments");
        await bench.SaveAsync(
            new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", Deployment),
            new SavedReleaseBuilder("shop", "other").Revision(1, "deployed", ImportTests.ConfigMap("other"))
        );
        bench.Cluster.ClearRequests();

        var plan = await bench.PlanAsync(new ImportOptions { Settings = Verify });

        var web = plan.Releases.Single(release => release.Name == "web");
        Assert.Equal((ReleaseImportAction.Refuse, "ObjectWouldBeRefused"), (web.Action, web.ErrorId));
        Assert.Contains("Deployment shop/web would be refused", Assert.Single(web.Reasons), StringComparison.Ordinal);
        Assert.Equal(ReleaseImportAction.Install, plan.Releases.Single(release => release.Name == "other").Action);
        Assert.Null(await bench.GetAsync("/api/v1/namespaces/shop/configmaps/other"));
        Assert.Contains(
            bench.Cluster.Requests,
            request => request.Method == "POST" && request.Resource == "configmaps"
        );
    }

    [Theory]
    [InlineData(503)]
    [InlineData(500)]
    public async Task What_may_pass_until_then_is_told_and_refuses_nothing(int status)
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.PostAsync("/api/v1/namespaces", ImportTests.Named("Namespace", "shop"));
        await bench.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", Deployment));
        bench.Cluster.Faults.Fail(9, status, request => request.Method == "POST" && request.Resource == "deployments");

        var release = Assert.Single((await bench.PlanAsync(new ImportOptions { Settings = Verify })).Releases);

        Assert.Equal(ReleaseImportAction.Install, release.Action);
        Assert.Contains("could not be verified", Assert.Single(release.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_verified_yet_is_counted()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(new SavedReleaseBuilder("new", "web").Revision(1, "deployed", Deployment));

        var release = Assert.Single((await bench.PlanAsync(new ImportOptions { Settings = Verify })).Releases);

        Assert.Contains("1 object cannot be verified", Assert.Single(release.Warnings), StringComparison.Ordinal);
    }

    private static JsonObject FluxDefinition()
    {
        var definition = ImportTests.Named("CustomResourceDefinition", "helmreleases.helm.toolkit.fluxcd.io");
        definition["apiVersion"] = "apiextensions.k8s.io/v1";
        definition["spec"] = JsonNode.Parse(
            """
            {"group":"helm.toolkit.fluxcd.io","scope":"Namespaced","names":{"kind":"HelmRelease","plural":"helmreleases"},
            "versions":[{"name":"v2","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}
            """
        );
        return definition;
    }
}
