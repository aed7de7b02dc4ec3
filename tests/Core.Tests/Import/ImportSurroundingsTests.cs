using System.Text.Json.Nodes;
using Xunit;
using static ReleaseManager.Core.Tests.Import.ImportTests;

namespace ReleaseManager.Core.Tests.Import;

/// <summary>What releases need of a cluster before they come: namespaces, and kinds that it serves.</summary>
public sealed class ImportSurroundingsTests
{
    [Fact]
    public async Task A_kind_that_the_cluster_does_not_serve_is_refused_by_name_before_anything_is_written()
    {
        await using var bench = await ImportBench.StartAsync();
        var manifest = "apiVersion: acme.example/v1\nkind: Widget\nmetadata:\n  name: w\n";
        await bench.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", manifest));

        var result = Assert.Single(await bench.ImportAsync());

        Assert.Equal((ReleaseImportOutcome.Refused, "KindNotServed"), (result.Outcome, result.ErrorId));
        Assert.Contains("acme.example/v1 Widget", result.Message, StringComparison.Ordinal);
        Assert.Null(await bench.GetAsync("/api/v1/namespaces/shop"));
    }

    [Fact]
    public async Task Missing_namespaces_come_with_their_metadata_and_present_ones_keep_theirs()
    {
        await using var bench = await ImportBench.StartAsync();
        var present = Named("Namespace", "there");
        present["metadata"]!["labels"] = new JsonObject { ["team"] = "green" };
        await bench.PostAsync("/api/v1/namespaces", present);
        await bench.SaveAsync(
            [Space("there"), Space("new")],
            new SavedReleaseBuilder("there", "a").Revision(1, "deployed", ConfigMap("a")),
            new SavedReleaseBuilder("new", "b").Revision(1, "deployed", ConfigMap("b"))
        );

        var plan = await bench.PlanAsync();
        await bench.RunAsync(plan, retries: null);

        Assert.Equal(
            ["new create", "there add metadata"],
            plan.Namespaces.Select(step => $"{step.Name} {step.Action}")
        );
        Assert.Contains("label team", Assert.Single(plan.Namespaces[1].Notes), StringComparison.Ordinal);
        var created = await bench.GetAsync("/api/v1/namespaces/new");
        Assert.Equal("blue", (string?)created!["metadata"]!["labels"]!["team"]);
        var kept = await bench.GetAsync("/api/v1/namespaces/there");
        Assert.Equal("green", (string?)kept!["metadata"]!["labels"]!["team"]);
        Assert.Equal("me", (string?)kept["metadata"]!["annotations"]!["owner"]);
        Assert.DoesNotContain(
            kept["metadata"]!["managedFields"]!.AsArray(),
            entry => (string?)entry!["manager"] == "helm"
        );

        static JsonObject Space(string name)
        {
            var space = Named("Namespace", name);
            space["metadata"]!["labels"] = new JsonObject { ["team"] = "blue" };
            space["metadata"]!["annotations"] = new JsonObject { ["owner"] = "me" };
            return space;
        }
    }

    [Fact]
    public async Task Namespaces_that_may_not_be_created_refuse_their_releases()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(new SavedReleaseBuilder("shop", "web").Revision(1, "deployed", TwoObjects));

        var result = Assert.Single(await bench.ImportAsync(new ReleaseImportSettings { CreateNamespaces = false }));

        Assert.Equal("NamespaceMissing", result.ErrorId);
    }

    [Fact]
    public async Task Captured_crds_come_first_and_releases_that_bring_kinds_come_before_those_that_use_them()
    {
        await using var bench = await ImportBench.StartAsync();
        var widget = Crd("Widget", "widgets");
        var gadget = Crd("Gadget", "gadgets");
        await bench.SaveAsync(
            [widget],
            new SavedReleaseBuilder("shop", "a-user").Revision(
                1,
                "deployed",
                Custom("Widget", "w") + "---\n" + Custom("Gadget", "g"),
                needs: ["Widget.acme.example", "Gadget.acme.example"]
            ),
            new SavedReleaseBuilder("shop", "z-provider").Revision(1, "deployed", gadget.ToJsonString())
        );

        var plan = await bench.PlanAsync();
        var results = await bench.RunAsync(plan, retries: null);

        Assert.Equal(["secret/shop/z-provider"], plan.Releases.Single(release => release.Name == "a-user").After);
        Assert.Equal([], results.Select(result => result.Message).OfType<string>());
        Assert.NotNull(await bench.GetAsync("/apis/acme.example/v1/namespaces/shop/widgets/w"));
        Assert.NotNull(await bench.GetAsync("/apis/acme.example/v1/namespaces/shop/gadgets/g"));
        var crd = await bench.GetAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.acme.example");
        Assert.Null(crd!["metadata"]!["annotations"]?["meta.helm.sh/release-name"]);
    }

    private static string Custom(string kind, string name) =>
        $"apiVersion: acme.example/v1\nkind: {kind}\nmetadata:\n  name: {name}\n";

    private static JsonObject Crd(string kind, string plural) =>
        JsonNode
            .Parse(
                $$"""
                {
                  "apiVersion": "apiextensions.k8s.io/v1",
                  "kind": "CustomResourceDefinition",
                  "metadata": {"name": "{{plural}}.acme.example"},
                  "spec": {
                    "group": "acme.example",
                    "scope": "Namespaced",
                    "names": {"kind": "{{kind}}", "plural": "{{plural}}", "singular": "{{kind.ToLowerInvariant()}}", "listKind": "{{kind}}List" },
                    "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true} } }]
                  }
                }
                """
            )!
            .AsObject();
}
