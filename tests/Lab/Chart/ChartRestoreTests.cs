using System.Text.Json.Nodes;
using ReleaseManager.Lab.Product;
using Xunit;

namespace ReleaseManager.Lab.Chart;

/// <summary>A daemon that comes back in another cluster writes to the path that it is given, whatever Helm does with its release afterwards.</summary>
public sealed class ChartRestoreTests(LabFixture lab)
{
    private const string Namespace = "restored-keeper";
    private const string Old = "releases/blue";
    private const string New = "releases/green";

    private static readonly string[] In = ["--namespace", Namespace];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_restored_daemon_has_the_new_path_in_every_revision_and_keeps_it()
    {
        var (a, b) = await lab.SharedAsync();
        await InstallAsync(a, [.. ManagerChart.Required, "--create-namespace"]);
        await InstallAsync(a, ["--reuse-values", "--set", "verbose=true"]);
        string[] place = ["local", "--path", lab.CreateFolder(), "--namespaces", Namespace];
        (await new ReleaseManagerCli(a.Kubeconfig).RunVerbAsync(Stop, ["export", .. place])).Require();

        (
            await new ReleaseManagerCli(b.Kubeconfig).RunVerbAsync(Stop, ["import", .. place, "--new-path", New])
        ).Require();

        Assert.Equal(New, await PathAsync(b));
        var stored = ManagerChart.Read(await b.Helm.RequireAsync(["get", "manifest", "keeper", .. In], Stop));
        var rendered = await RenderAsync(b, "--set", $"verbose=true,backend.path={New}");
        Assert.Equal(rendered.Count, stored.Count);
        Assert.All(stored.Zip(rendered), pair => Assert.True(JsonNode.DeepEquals(pair.First, pair.Second)));
        var restored = await GenerationAsync(b);
        await InstallAsync(b, ["--reuse-values"]);
        Assert.Equal(restored, await GenerationAsync(b));
        await b.Helm.RequireAsync(["rollback", "keeper", "1", .. In], Stop);
        Assert.Equal(New, await PathAsync(b));
        Assert.DoesNotContain(
            Old,
            await b.Helm.RequireAsync(["get", "all", "keeper", .. In], Stop),
            StringComparison.Ordinal
        );
        foreach (var cluster in (KubernetesCluster[])[a, b])
        {
            await cluster.Helm.RequireAsync(["uninstall", "keeper", .. In], Stop);
        }
    }

    [Fact]
    public async Task A_daemon_without_a_new_path_stays_out()
    {
        var (a, b) = await lab.SharedAsync();
        await InstallAsync(a, [.. ManagerChart.Required, "--create-namespace"]);
        string[] place = ["local", "--path", lab.CreateFolder(), "--namespaces", Namespace];
        (await new ReleaseManagerCli(a.Kubeconfig).RunVerbAsync(Stop, ["export", .. place])).Require();

        var result = await new ReleaseManagerCli(b.Kubeconfig).RunVerbAsync(Stop, ["import", .. place]);

        Assert.Contains("--new-path", result.Error, StringComparison.Ordinal);
        Assert.False((await b.Helm.RunAsync(["status", "keeper", .. In], Stop)).Succeeded);
        await a.Helm.RequireAsync(["uninstall", "keeper", .. In], Stop);
    }

    private static Task<string> InstallAsync(KubernetesCluster cluster, string[] arguments) =>
        cluster.Helm.RequireAsync(["upgrade", "--install", "keeper", ManagerChart.Folder, .. In, .. arguments], Stop);

    private static async Task<string?> PathAsync(KubernetesCluster cluster)
    {
        var arguments = (await DeploymentAsync(cluster))["spec"]!["template"]!["spec"]!["containers"]![0]!["args"]!;
        var texts = arguments.AsArray().Select(ManagerChart.Text).ToList();
        return texts[texts.IndexOf("--path") + 1];
    }

    private static async Task<long?> GenerationAsync(KubernetesCluster cluster) =>
        (long?)(await DeploymentAsync(cluster))["metadata"]!["generation"];

    private static async Task<JsonNode> DeploymentAsync(KubernetesCluster cluster) =>
        JsonNode.Parse(
            await cluster.Kubectl.RequireAsync(
                ["get", "deployment", "keeper-releasemanager", "--output", "json", .. In],
                Stop
            )
        )!;

    /// <summary>What the chart itself would make of some values there.</summary>
    private static async Task<IReadOnlyList<JsonObject>> RenderAsync(KubernetesCluster cluster, params string[] set)
    {
        const string Before = "MANIFEST:\n";
        var told = await cluster.Helm.RequireAsync(
            ["upgrade", "keeper", ManagerChart.Folder, "--dry-run", .. In, .. ManagerChart.Required, .. set],
            Stop
        );
        var from = told.IndexOf(Before, StringComparison.Ordinal) + Before.Length;
        return ManagerChart.Read(told[from..told.IndexOf("\nNOTES:", StringComparison.Ordinal)]);
    }
}
