using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Lab.Product;

/// <summary>What is shown and saved of a release, against what real Helm says of the same one.</summary>
public sealed class SavedChartTests(LabFixture lab)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Computed_values_are_those_that_helm_get_values_all_shows()
    {
        var (a, _) = await lab.EmptyAsync();
        var own = lab.CreateFolder();
        var values = Path.Combine(own, "values.yaml");
        await File.WriteAllTextAsync(
            values,
            """
            replicas: 5
            image: {tag: null, more: {a: [1, 2.50, "3"]}}
            annotations: null
            unknown: null
            global: {region: north, nothing: null}
            """,
            Stop
        );
        string[] at = ["--namespace", "shop", "--create-namespace"];
        await a.Helm.RequireAsync(["install", "plain", LabCharts.At("plain"), .. at], Stop);
        await a.Helm.RequireAsync(["install", "changed", LabCharts.At("plain"), .. at, "--values", values], Stop);
        await a.Helm.RequireAsync(["install", "whole", LabCharts.At("umbrella"), .. at], Stop);
        await a.Helm.RequireAsync(
            ["install", "more", LabCharts.At("umbrella"), .. at, "--values", LabCharts.At("values/umbrella-more.yaml")],
            Stop
        );
        await a.Helm.RequireAsync(
            ["install", "global", LabCharts.At("umbrella"), .. at, "--set", "global.region=north,cache.size=null"],
            Stop
        );
        var (cli, path) = await SaveAsync(a);

        foreach (var name in (string[])["plain", "changed", "whole", "more", "global"])
        {
            var ours = await cli.RunVerbAsync(
                Stop,
                ["get", "local", "values", name, "--all", "--path", path, "--output", "json"]
            );
            var theirs = await a.Helm.RequireAsync(["get", "values", name, "-n", "shop", "--all", "-o", "json"], Stop);
            var (our, their) = (JsonNode.Parse(ours.Require())!, JsonNode.Parse(theirs)!);

            Assert.True(their.AsObject().Count > 3, $"{name} has hardly any values");
            Assert.True(JsonNode.DeepEquals(their, our), $"{name}:\n{theirs}\n{our.ToJsonString()}");
        }
    }

    [Fact]
    public async Task A_saved_chart_is_linted_and_renders_what_is_stored()
    {
        var (a, _) = await lab.EmptyAsync();
        string[] at = ["--namespace", "shop", "--create-namespace"];
        await a.Helm.RequireAsync(["install", "plain", LabCharts.At("plain"), .. at, "--set", "replicas=4"], Stop);
        await a.Helm.RequireAsync(["install", "network", LabCharts.At("network"), .. at], Stop);
        await a.Helm.RequireAsync(["install", "whole", LabCharts.At("umbrella"), .. at], Stop);
        var (cli, path) = await SaveAsync(a);
        var charts = lab.CreateFolder();

        foreach (var name in (string[])["plain", "network", "whole"])
        {
            var pulled = await cli.RunVerbAsync(
                Stop,
                ["pull", "local", name, "--path", path, "--destination", charts, "--output", "json"]
            );
            var saved = JsonNode.Parse(pulled.Require())!;
            var (chart, values) = ((string)saved["path"]!, (string)saved["valuesPath"]!);
            if (name is "whole")
            {
                Assert.Equal(
                    ["common", "cache", "queue"],
                    saved["missingSubcharts"]!.AsArray().Select(one => (string?)one!["name"])
                );
                Assert.Contains("lacks subcharts", pulled.Error, StringComparison.Ordinal);
                continue;
            }

            await a.Helm.RequireAsync(["lint", chart, "--values", values], Stop);
            var rendered = await a.Helm.RequireAsync(
                ["template", name, chart, "--namespace", "shop", "--values", values, "--no-hooks", "--validate=false"],
                Stop
            );
            var stored = await a.Helm.RequireAsync(["get", "manifest", name, "-n", "shop"], Stop);

            // helm template puts a blank line where helm get manifest puts none.
            Assert.Equal(Documents(stored), Documents(rendered));
        }
    }

    private static IEnumerable<string> Documents(string manifest) =>
        Manifest.Split(manifest).Select(document => document.Text);

    private async Task<(ReleaseManagerCli Cli, string Path)> SaveAsync(KubernetesCluster cluster)
    {
        var path = lab.CreateFolder();
        var cli = new ReleaseManagerCli(cluster.Kubeconfig);
        (await cli.RunVerbAsync(Stop, ["export", "local", "--path", path])).Require();
        return (cli, path);
    }
}
