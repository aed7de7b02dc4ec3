using System.Text.Json.Nodes;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Import;

/// <summary>Definitions that were captured in v1beta1, which clusters from Kubernetes 1.22 on do not take.</summary>
public sealed class OldDefinitionTests
{
    private const string Definition = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.acme.example";

    [Fact]
    public async Task In_a_current_cluster_one_comes_up_in_todays_version_and_the_plan_says_what_that_changes()
    {
        await using var bench = await ImportBench.StartAsync();
        await SaveAsync(bench);

        var plan = await bench.PlanAsync();
        var result = Assert.Single(await bench.RunAsync(plan, retries: null));

        var planned = Assert.Single(plan.CustomResourceDefinitions);
        Assert.Equal("create", planned.Action);
        Assert.Contains("kept", Assert.Single(planned.Notes), StringComparison.Ordinal);
        Assert.Equal((ReleaseImportOutcome.Restored, null), (result.Outcome, result.Message));
        Assert.NotNull(await bench.GetAsync("/apis/acme.example/v1/namespaces/shop/widgets/w"));
        var version = (await bench.GetAsync(Definition))!["spec"]!["versions"]![0]!;
        Assert.Equal(".spec.size", (string?)version["additionalPrinterColumns"]![0]!["jsonPath"]);
        var schema = version["schema"]!["openAPIV3Schema"]!;
        Assert.True((bool)schema["properties"]!["spec"]!["x-kubernetes-preserve-unknown-fields"]!);
    }

    [Fact]
    public async Task In_a_cluster_that_takes_it_one_is_written_as_it_was_saved()
    {
        await using var bench = await ImportBench.StartAsync(new SandboxOptions { Kinds = SandboxKinds.Kubernetes120 });
        await SaveAsync(bench);

        var plan = await bench.PlanAsync();
        var result = Assert.Single(await bench.RunAsync(plan, retries: null));

        Assert.Empty(Assert.Single(plan.CustomResourceDefinitions).Notes);
        Assert.Equal((ReleaseImportOutcome.Restored, null), (result.Outcome, result.Message));
        var spec = (await bench.GetAsync(Definition))!["spec"]!;
        Assert.Equal(".spec.size", (string?)spec["additionalPrinterColumns"]![0]!["JSONPath"]);
    }

    private static Task SaveAsync(ImportBench bench) =>
        bench.SaveAsync(
            [
                JsonNode
                    .Parse(
                        """
                        {
                          "apiVersion": "apiextensions.k8s.io/v1beta1",
                          "kind": "CustomResourceDefinition",
                          "metadata": {"name": "widgets.acme.example"},
                          "spec": {
                            "group": "acme.example",
                            "scope": "Namespaced",
                            "version": "v1",
                            "names": {"kind": "Widget", "plural": "widgets", "singular": "widget", "listKind": "WidgetList"},
                            "versions": [{"name": "v1", "served": true, "storage": true}],
                            "preserveUnknownFields": true,
                            "additionalPrinterColumns": [{"name": "Size", "type": "integer", "JSONPath": ".spec.size"}],
                            "validation": {"openAPIV3Schema": {"properties": {"spec": {"properties": {"size": {"type": "integer"}}}}}}
                          }
                        }
                        """
                    )!
                    .AsObject(),
            ],
            new SavedReleaseBuilder("shop", "web").Revision(
                1,
                "deployed",
                "apiVersion: acme.example/v1\nkind: Widget\nmetadata:\n  name: w\n",
                needs: ["Widget.acme.example"]
            )
        );
}
