using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;
using ReleaseManager.Lab.Product;
using ReleaseManager.Lab.RoundTrip;
using ReleaseManager.Lab.Scenario;
using Xunit;

namespace ReleaseManager.Lab.Import;

/// <summary>Releases leave a cluster that served the versions of their charts for one that does not, and real Helm goes on with them.</summary>
public sealed class OldClusterTests(LabFixture lab)
{
    /// <summary>All that this Kubernetes can do without; PodDisruptionBudgets and PodSecurityPolicies go with their group.</summary>
    private static readonly string[] Removed =
    [
        "extensions/v1beta1",
        "networking.k8s.io/v1beta1",
        "apiextensions.k8s.io/v1beta1",
        "apiregistration.k8s.io/v1beta1",
        "admissionregistration.k8s.io/v1beta1",
        "rbac.authorization.k8s.io/v1beta1",
        "scheduling.k8s.io/v1beta1",
        "storage.k8s.io/v1beta1",
        "coordination.k8s.io/v1beta1",
        "policy/v1beta1",
    ];

    private static readonly string[] Names = ["hard", "asking"];

    /// <summary>Definitions that the new cluster takes only with a schema, which they never had.</summary>
    private static readonly string[] WithoutSchema =
    [
        "finds.aged.charts.example.com",
        "relics.betas.charts.example.com",
    ];

    /// <summary>Those that the refused release has in its manifest.</summary>
    private static readonly string[] OfRefused = ["fossils.betas.charts.example.com"];

    /// <summary>
    /// Helm of the old cluster goes by the group of an object too: one that moves to another loses what it had, there and not in the new cluster.
    /// </summary>
    private static readonly ComparisonOptions Objects = new()
    {
        Records = false,
        Except = [],
        Where = id =>
            id.Kind is not "PodSecurityPolicy"
            && !id.Name.EndsWith("-older", StringComparison.Ordinal)
            && id.Namespace is not "relics"
            && id is not { Kind: "Namespace", Name: "relics" }
            && !WithoutSchema.Concat(OfRefused).Contains(id.Name, StringComparer.Ordinal),
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Helm_upgrades_rolls_back_and_uninstalls_what_was_saved_in_removed_versions()
    {
        var starting = lab.StartAsync(
            new ClusterOptions
            {
                Name = "today",
                ApiServerFlags =
                [
                    $"--runtime-config={string.Join(',', Removed.Select(version => $"{version}=false"))}",
                ],
            }
        );
        var (a, _) = await lab.EmptyAsync();
        await using var today = await starting;
        using var api = today.OpenApi();
        var empty = await ClusterDump.ReadAsync(api, Stop);
        await FillAsync(a);
        var trip = new Trip(lab);
        Assert.Empty((await trip.ExportAsync(a)).Problems);

        await AssertImportedAsync(today, trip.Folder);

        await AssertSameAsync(a, today, "after the import");
        await AssertRecordsAsync(a, today);

        // Another version of the chart, and the same one that looks at what the cluster serves.
        await BothAsync(
            a,
            today,
            "upgrade",
            "hard",
            LabCharts.At("aged"),
            "--reuse-values",
            "--set=age=today,host=4th"
        );
        await BothAsync(a, today, "upgrade", "asking", LabCharts.At("aged"), "--reuse-values", "--set=host=4th");
        await AssertSameAsync(a, today, "after the upgrade");
        foreach (var name in Names)
        {
            Assert.Equal("older.4th", await HostAsync(api, $"{name}-older"));
        }

        foreach (var name in Names)
        {
            await today.Helm.RequireAsync(["rollback", name, "2", "--namespace=old"], Stop);
            Assert.Equal("second.example.com", await HostAsync(api, name));
            Assert.Equal("older.second.example.com", await HostAsync(api, $"{name}-older"));
            var history = await HistoryAsync(today, name);
            Assert.Equal(
                [(1, "superseded"), (2, "superseded"), (3, "superseded"), (4, "superseded"), (5, "deployed")],
                history.Select(one => ((int)one["revision"]!, one.Text("status")))
            );
            await today.Helm.RequireAsync(["uninstall", name, "--namespace=old"], Stop);
        }

        var left = ClusterComparison.Compare(empty, await ClusterDump.ReadAsync(api, Stop), new() { Except = [] });
        Assert.Equal(
            [
                // Helm deletes no definition of crds/, no namespace, and of a hook only what its policy says.
                "CustomResourceDefinition.apiextensions.k8s.io finds.aged.charts.example.com: only in B",
                "CustomResourceDefinition.apiextensions.k8s.io relics.betas.charts.example.com: only in B",
                "Namespace old: only in B",
                "Role.rbac.authorization.k8s.io old/asking-hook: only in B",
                "Role.rbac.authorization.k8s.io old/hard-hook: only in B",
                "ServiceAccount old/default: only in B",
            ],
            left
        );
    }

    private static async Task FillAsync(KubernetesCluster cluster)
    {
        foreach (var (name, age) in new[] { ("hard", "old"), ("asking", "asked") })
        {
            await RunAsync(cluster, "install", name, $"--set=age={age}", "--create-namespace");
            await RunAsync(cluster, "upgrade", name, $"--set=age={age},host=second.example.com");
            await RunAsync(cluster, "upgrade", name, $"--set=age={age},host=third.example.com,object=true");
        }

        // Has a PodDisruptionBudget, for which there is nothing to take its place.
        string[] relics = ["install", "relics", LabCharts.At("betas"), "--namespace=relics", "--create-namespace"];
        await cluster.Helm.RequireAsync(relics, Stop);
    }

    private static async Task AssertImportedAsync(KubernetesCluster today, string folder)
    {
        string[] import = ["import", "local", "--path", folder, "--output=json"];
        var result = await new ReleaseManagerCli(today.Kubeconfig).RunVerbAsync(Stop, import);

        Assert.Equal(1, result.ExitCode);
        var results = JsonNode.Parse(result.Output)!.AsArray().OfType<JsonObject>().ToList();
        Assert.Equal(
            ["asking restored", "hard restored", "relics refused"],
            results
                .Select(one => $"{one.Text("name")} {one.Text("outcome")}".ToLowerInvariant())
                .Order(StringComparer.Ordinal)
        );
        var refused = results.Single(one => one.Text("name") is "relics");
        Assert.Equal("KindNotServed", refused.Text("errorId"));
        Assert.Contains("PodDisruptionBudget relics", refused.Text("message"), StringComparison.Ordinal);
        Assert.All(
            results.Where(one => one.Text("name") is not "relics"),
            one => Assert.Contains("PodSecurityPolicy", one["warnings"]!.ToJsonString(), StringComparison.Ordinal)
        );
        using var api = today.OpenApi();
        Assert.False(await api.ExistsAsync("/api/v1/namespaces/relics", Stop));
    }

    private static async Task AssertRecordsAsync(KubernetesCluster a, KubernetesCluster today)
    {
        using var client = Trip.Connect(today);
        var catalog = await client.DiscoverAsync(refresh: true, Stop);
        foreach (var name in Names)
        {
            Assert.Equal(
                (await HistoryAsync(a, name)).Select(one => one.ToJsonString()),
                (await HistoryAsync(today, name)).Select(one => one.ToJsonString())
            );
            foreach (var revision in (int[])[1, 2, 3])
            {
                foreach (var part in (string[])["manifest", "hooks"])
                {
                    string[] get = ["get", part, name, "--namespace=old", $"--revision={revision}"];
                    var before = Manifest.Parse(await a.Helm.RequireAsync(get, Stop));
                    var after = Manifest.Parse(await today.Helm.RequireAsync(get, Stop));
                    Assert.Equal(
                        before
                            .Where(item => item.Kind is not "PodSecurityPolicy")
                            .Select(item => (item.Kind, item.Name)),
                        after.Select(item => (item.Kind, item.Name))
                    );
                    // That of the release's own definition is served as long as this is there.
                    Assert.All(after, item => Assert.NotNull(catalog.Find(item.Group, item.Version, item.Kind)));
                }
            }
        }
    }

    private static async Task<IReadOnlyList<JsonObject>> HistoryAsync(KubernetesCluster cluster, string name)
    {
        string[] history = ["history", name, "--namespace=old", "--output=json"];
        return [.. JsonNode.Parse(await cluster.Helm.RequireAsync(history, Stop))!.AsArray().OfType<JsonObject>()];
    }

    private static async Task<string?> HostAsync(LabApi api, string ingress)
    {
        var found = await api.GetAsync($"/apis/networking.k8s.io/v1/namespaces/old/ingresses/{ingress}", Stop);
        return (string?)found?["spec"]!["rules"]![0]!["host"];
    }

    private static async Task AssertSameAsync(KubernetesCluster a, KubernetesCluster today, string when)
    {
        var lines = await ClusterComparison.CompareAsync(a, today, Objects, Stop);
        Assert.True(lines.Count == 0, $"{when}:\n{string.Join('\n', lines)}");
    }

    private static Task<string[]> BothAsync(KubernetesCluster a, KubernetesCluster today, params string[] arguments)
    {
        string[] all = [.. arguments, "--namespace=old"];
        return Task.WhenAll(a.Helm.RequireAsync(all, Stop), today.Helm.RequireAsync(all, Stop));
    }

    private static Task<string> RunAsync(KubernetesCluster cluster, string verb, string name, params string[] more) =>
        cluster.Helm.RequireAsync([verb, name, LabCharts.At("aged"), "--namespace=old", .. more], Stop);
}
