using System.Text.Json.Nodes;
using Xunit;

namespace ReleaseManager.Lab.Product;

/// <summary>Every place from which a chart can be had: real Helm takes it from there.</summary>
public sealed class ChartSourceTests(LabFixture lab)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chart_with_subcharts_comes_whole_from_an_archive_a_repository_and_a_registry()
    {
        var (a, b) = await lab.EmptyAsync();
        var (cli, path) = await SaveAsync(a, b);
        await using var shop = await ChartShop.OpenAsync(b.Helm, "umbrella", lab.CreateFolder(), Stop);
        await KnowAsync(shop, cli.Home);

        foreach (
            var source in (string[])
                [
                    Directory.GetFiles(shop.Folder, "*.tgz").Single(),
                    $"{shop.Repository}/umbrella-0.9.2.tgz",
                    "lab/umbrella",
                    "lab/umbrella@0.9.2",
                    $"oci://localhost:{shop.Port}/charts/umbrella",
                    $"oci://localhost:{shop.Port}/charts/umbrella@0.9.2",
                ]
        )
        {
            var plan = JsonNode.Parse(
                (await cli.Tool.RunVerbAsync(Stop, ["plan", .. Flags(path, source), "--output", "json"])).Require()
            )!;
            var release = Assert.Single(plan["releases"]!.AsArray())!;
            Assert.True((string?)release["action"] == "Install", $"{source}: {release.ToJsonString()}");
            var render = release["render"]!;
            Assert.All((string[])["added", "removed", "changed"], what => Assert.Empty(render[what]?.AsArray() ?? []));
            Assert.True((int)render["unchanged"]! > 5);
        }

        (
            await cli.Tool.RunVerbAsync(
                Stop,
                ["import", .. Flags(path, $"oci://localhost:{shop.Port}/charts/umbrella")]
            )
        ).Require();
        Assert.Equal(
            await a.Helm.RequireAsync(["get", "manifest", "web", "-n", "shop"], Stop),
            await b.Helm.RequireAsync(["get", "manifest", "web", "-n", "shop"], Stop)
        );
    }

    [Fact]
    public async Task A_source_that_holds_no_such_chart_is_refused_by_name_in_the_plan()
    {
        var (a, b) = await lab.EmptyAsync();
        var (cli, path) = await SaveAsync(a, b);
        await using var shop = await ChartShop.OpenAsync(b.Helm, "umbrella", lab.CreateFolder(), Stop);
        await KnowAsync(shop, cli.Home);

        foreach (
            var source in (string[])
                [
                    "lab/umbrella@7.7.7",
                    "lab/nothing",
                    "unknown/umbrella",
                    $"{shop.Repository}/nothing-1.0.0.tgz",
                    $"oci://localhost:{shop.Port}/charts/nothing",
                ]
        )
        {
            var plan = JsonNode.Parse(
                (await cli.Tool.RunVerbAsync(Stop, ["plan", .. Flags(path, source), "--output", "json"])).Require()
            )!;
            var release = Assert.Single(plan["releases"]!.AsArray())!;
            Assert.True(
                ((string?)release["action"], (string?)release["errorId"]) == ("Refuse", "ChartSourceUnreadable"),
                $"{source}: {release.ToJsonString()}"
            );
            Assert.Contains("umbrella", (string?)release["reasons"]![0], StringComparison.Ordinal);
        }
    }

    private static string[] Flags(string path, string source) =>
        ["local", "--path", path, "--mode", "render", "--chart-source", $"umbrella={source}"];

    private async Task<((ReleaseManagerCli Tool, string Home) Cli, string Path)> SaveAsync(
        KubernetesCluster a,
        KubernetesCluster b
    )
    {
        await a.Helm.RequireAsync(
            ["install", "web", LabCharts.At("umbrella"), "-n", "shop", "--create-namespace"],
            Stop
        );
        var path = lab.CreateFolder();
        (await new ReleaseManagerCli(a.Kubeconfig).RunVerbAsync(Stop, ["export", "local", "--path", path])).Require();
        var home = lab.CreateFolder();
        return ((new ReleaseManagerCli(b.Kubeconfig, home), home), path);
    }

    /// <summary>Makes the repository known to helm under the name lab.</summary>
    private static async Task KnowAsync(ChartShop shop, string home)
    {
        var helm = new KnownHelm(home);
        (await helm.RunAsync(["repo", "add", "lab", shop.Repository], Stop)).Require();
    }

    private sealed class KnownHelm(string home)
        : CommandLineTool(
            LabFixture.Tools.Helm,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["HELM_CACHE_HOME"] = home,
                ["HELM_CONFIG_HOME"] = home,
            }
        );
}
