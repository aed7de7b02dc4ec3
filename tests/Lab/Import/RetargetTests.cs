using System.Text.Json.Nodes;
using ReleaseManager.Core.Import;
using ReleaseManager.Lab.Product;
using ReleaseManager.Lab.RoundTrip;
using ReleaseManager.Lab.Scenario;
using Xunit;

namespace ReleaseManager.Lab.Import;

/// <summary>
/// Releases that move to other namespaces are what Helm installs there, but for texts that the plan names; and Helm goes on with them.
/// </summary>
public sealed class RetargetTests(LabFixture lab)
{
    /// <summary>Where a text of the release still names a namespace that it leaves.</summary>
    private static readonly string[] Mentions =
    [
        "ConfigMap web: /data/url names shop",
        "Deployment web: /spec/template/spec/containers/0/args/0 names shop",
        "Ingress web: /spec/rules/0/host names shop",
        "Job store/web-setup: /spec/template/spec/containers/0/args/1 names data",
        "NetworkPolicy web: /spec/ingress/0/from/0/namespaceSelector/matchLabels/kubernetes.io~1metadata.name names data",
        "Secret web: /data/dsn names data",
        "values: /partner names data",
    ];

    /// <summary>The same places as a comparison of clusters writes them.</summary>
    private static readonly string[] Places =
    [
        "ConfigMap store/web: data.url",
        "Deployment.apps store/web: spec.template.spec.containers[0].args[0]",
        "Ingress.networking.k8s.io store/web: spec.rules[0].host",
        "NetworkPolicy.networking.k8s.io store/web: spec.ingress[0].from[0].namespaceSelector.matchLabels.kubernetes.io/metadata.name",
        "Secret store/web: data.dsn",
    ];

    private const string HookPlace = "Job.batch store/web-setup: spec.template.spec.containers[0].args[1]";

    /// <summary>The namespaces that the releases left are still there in A.</summary>
    private static readonly ComparisonOptions Objects = new()
    {
        Records = false,
        Except = [],
        Where = id => id.Namespace is not ("shop" or "data") && id is not { Kind: "Namespace", Name: "shop" or "data" },
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_moves_is_what_Helm_would_have_installed_there_but_for_the_texts_that_the_plan_names()
    {
        var (a, b) = await lab.EmptyAsync();
        var trip = new Trip(lab);
        await a.Helm.RequireAsync(["install", "db", LabCharts.At("plain"), "-n", "data", "--create-namespace"], Stop);
        await PlacedAsync(a, "install", "shop", "data");
        await PlacedAsync(a, "upgrade", "shop", "data");
        Assert.Empty((await trip.ExportAsync(a)).Problems);

        await ImportAsync(b, trip.Folder);
        await AssertBesideItselfIsRefusedAsync(trip, a);

        // The same from the beginning, in the namespaces to which the saved ones went.
        await a.Helm.RequireAsync(["uninstall", "web", "--namespace=shop", "--wait"], Stop);
        await a.Helm.RequireAsync(["install", "db", LabCharts.At("plain"), "-n", "lake", "--create-namespace"], Stop);
        await PlacedAsync(a, "install", "store", "lake");
        await AssertPlacesAsync(a, b, [.. Places, HookPlace]);

        await AssertUpgradeChangesOnlyWhatWasNamedAsync(b);
        await AssertPlacesAsync(a, b, [HookPlace]);
        var values = await b.Helm.RequireAsync(["get", "values", "web", "-n", "store", "--revision=1"], Stop);
        Assert.Contains("partner: data", values, StringComparison.Ordinal);
        await b.Helm.RequireAsync(["rollback", "web", "1", "--namespace=store"], Stop);
        await AssertPlacesAsync(a, b, [.. Places, HookPlace]);

        // Nor may the API service stay: without the server that it names Kubernetes deletes no namespace of this cluster any more.
        string[] uninstall = ["uninstall", "web", "--namespace=store", "--wait"];
        await Task.WhenAll(a.Helm.RequireAsync(uninstall, Stop), b.Helm.RequireAsync(uninstall, Stop));
        await AssertPlacesAsync(a, b, [HookPlace]);
    }

    private static async Task ImportAsync(KubernetesCluster cluster, string folder)
    {
        var cli = new ReleaseManagerCli(cluster.Kubeconfig);
        string[] how = ["local", "--path", folder, "--namespace-map", "shop=store,data=lake", "--output=json"];

        var plan = JsonNode.Parse((await cli.RunVerbAsync(Stop, ["plan", .. how])).Require())!;
        (await cli.RunVerbAsync(Stop, ["import", .. how])).Require();

        var releases = plan["releases"]!.AsArray().OfType<JsonObject>().ToList();
        Assert.Equal(
            ["lake/db from data", "store/web from shop"],
            releases.Select(one => $"{one.Text("namespace")}/{one.Text("name")} from {one.Text("sourceNamespace")}")
        );
        Assert.Equal(
            Mentions,
            releases[1]["mentions"]!.AsArray().Select(one => (string)one!).Order(StringComparer.Ordinal)
        );
    }

    /// <summary>What stands in no namespace can be there only once: where the release still is, it has no room beside itself.</summary>
    private static async Task AssertBesideItselfIsRefusedAsync(Trip trip, KubernetesCluster cluster)
    {
        var moves = new Dictionary<string, string>(StringComparer.Ordinal) { ["shop"] = "store", ["data"] = "lake" };
        var settings = new ReleaseImportSettings { NamespaceMap = moves };

        var plan = await trip.PlanAsync(cluster, new ImportOptions { Settings = settings });

        Assert.Equal(
            [ReleaseImportAction.Install, ReleaseImportAction.Refuse],
            plan.Releases.Select(release => release.Action)
        );
        Assert.Equal("ObjectBelongsToOther", plan.Releases[1].ErrorId);
        Assert.Equal(6, plan.Releases[1].ClusterScoped.Count);
        Assert.All(
            plan.Releases[1].ClusterScoped,
            item =>
                Assert.Contains(
                    plan.Releases[1].Reasons,
                    reason =>
                        reason.StartsWith(item.Replace('/', ' '), StringComparison.Ordinal)
                        && reason.Contains("belongs to release shop/web", StringComparison.Ordinal)
                )
        );
    }

    /// <summary>With the one value corrected that the plan names, nothing is made, and nothing goes.</summary>
    private static async Task AssertUpgradeChangesOnlyWhatWasNamedAsync(KubernetesCluster cluster)
    {
        using var api = cluster.OpenApi();
        var before = await ClusterDump.ReadAsync(api, Stop);
        var uids = Uids(before);
        await PlacedAsync(cluster, "upgrade", "store", "lake");
        var after = await ClusterDump.ReadAsync(api, Stop);

        Assert.Equal(uids, Uids(after));
        var lines = ClusterComparison.Compare(
            before,
            after,
            new ComparisonOptions
            {
                Records = false,
                Managers = true,
                Except = [],
            }
        );
        Assert.Equal(Places, Paths(lines));
    }

    /// <summary>Which object is which, but for records: an upgrade makes one more.</summary>
    private static List<string> Uids(IReadOnlyDictionary<ObjectId, JsonObject> dump) =>
        dump.Where(pair => !StoredRecords.IsRecord(pair.Value))
            .Select(pair => $"{pair.Key} {pair.Value["metadata"]!["uid"]}")
            .Order(StringComparer.Ordinal)
            .ToList();

    private static async Task AssertPlacesAsync(KubernetesCluster a, KubernetesCluster b, string[] places)
    {
        using var source = a.OpenApi();
        using var target = b.OpenApi();
        var lines = ClusterComparison.Compare(
            await ClusterDump.ReadAsync(source, Stop),
            await ClusterDump.ReadAsync(target, Stop),
            Objects
        );
        Assert.Equal(places.Order(StringComparer.Ordinal), Paths(lines));
    }

    private static IEnumerable<string> Paths(IReadOnlyList<string> lines) =>
        lines
            .Select(line => line.Split(": ") is [var id, var path, ..] ? $"{id}: {path}" : line)
            .Order(StringComparer.Ordinal);

    private static Task<string> PlacedAsync(KubernetesCluster cluster, string verb, string ns, string partner) =>
        cluster.Helm.RequireAsync(
            [
                verb,
                "web",
                LabCharts.At("placed"),
                $"--namespace={ns}",
                $"--set=partner={partner}",
                .. (string[])(verb is "install" ? ["--create-namespace"] : []),
            ],
            Stop
        );
}
