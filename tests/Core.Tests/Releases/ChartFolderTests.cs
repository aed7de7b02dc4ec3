using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Contracts;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.Tests.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases;

public sealed class ChartFolderTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Real_helm_lints_and_renders_every_recorded_chart()
    {
        using var folder = new TemporaryFolder();
        var helm = RealTool.Require("helm", folder.Below("kubeconfig"));
        var charts = Recorded
            .Bodies.Select(body => Release.Parse(body))
            .Where(release => release.Chart is not null)
            .DistinctBy(release => (release.Chart!.Name, release.Chart.Version))
            .ToList();
        Assert.True(charts.Count > 5, $"only {charts.Count} charts are recorded");
        var templated = 0;
        foreach (var release in charts)
        {
            var chart = folder.Below(release.Chart!.Name + release.Chart.Version);
            var missing = await ChartFolder.WriteAsync(release, chart, Stop);

            Assert.Equal(release.Chart.Dependencies.Select(subchart => subchart.Name), missing);
            await File.WriteAllTextAsync(folder.Below("values.yaml"), release.Config?.GetRawText() ?? "{}", Stop);
            string[] of = [chart, "--values", folder.Below("values.yaml")];
            if (missing.Count > 0)
            {
                // Its templates may ask for those of a subchart.
                await helm.RunAsync("show", "all", chart);
                continue;
            }

            await helm.RunAsync(["lint", .. of]);
            var rendered = await helm.RunAsync([
                "template",
                release.Name,
                .. of,
                "--namespace",
                release.Namespace,
                "--kube-version",
                "1.20.2",
            ]);
            Assert.Subset(Names(rendered), Names(release.Manifest));
            templated++;
        }

        Assert.True(templated > 4, $"only {templated} charts could be rendered");
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("templates/../../evil")]
    [InlineData("/etc/evil")]
    [InlineData("C:/evil")]
    [InlineData("templates\\..\\..\\evil")]
    [InlineData("templates//evil")]
    [InlineData("./evil")]
    [InlineData("templates/evil\n")]
    [InlineData("")]
    public async Task A_name_that_leads_elsewhere_is_refused(string name)
    {
        using var folder = new TemporaryFolder();
        var chart = folder.Below("in/chart");

        var error = await Assert.ThrowsAsync<RecordException>(() =>
            ChartFolder.WriteAsync(Chart(new JsonObject(), [(name, "x")]), chart, Stop)
        );

        Assert.Equal("ChartFileUnsafe", error.ErrorId);
        Assert.DoesNotContain(
            Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories),
            file => file.Contains("evil", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Two_files_of_one_name_are_refused()
    {
        using var folder = new TemporaryFolder();

        var error = await Assert.ThrowsAsync<RecordException>(() =>
            ChartFolder.WriteAsync(Chart(new JsonObject(), [("a", "1"), ("a", "2")]), folder.Below("chart"), Stop)
        );

        Assert.Equal("ChartFileTwice", error.ErrorId);
    }

    [Fact]
    public async Task Subcharts_that_are_lost_are_told_and_not_asked_for()
    {
        using var folder = new TemporaryFolder();
        var metadata = new JsonObject
        {
            ["dependencies"] = new JsonArray(new JsonObject { ["name"] = "store", ["repository"] = "" }),
            ["annotations"] = new JsonObject { ["yes"] = "0755" },
        };

        var missing = await ChartFolder.WriteAsync(
            Chart(metadata, [("requirements.yaml", "dependencies: []")]),
            folder.Below("chart"),
            Stop
        );

        Assert.Equal(["store"], missing);
        Assert.Equal(
            """{"name":"plain","version":"1.2.3","annotations":{"yes":"0755"},"apiVersion":"v1"}""",
            YamlReader.Read(await File.ReadAllTextAsync(folder.Below("chart/Chart.yaml"), Stop))!.ToJsonString()
        );
        Assert.False(File.Exists(folder.Below("chart/requirements.yaml")));
    }

    private static HashSet<string> Names(string manifest) =>
        Manifest.Parse(manifest).Select(item => $"{item.Kind} {item.Name}").ToHashSet(StringComparer.Ordinal);

    private static Release Chart(JsonObject more, (string Name, string Text)[] files)
    {
        var metadata = new JsonObject { ["name"] = "plain", ["version"] = "1.2.3" };
        foreach (var (name, value) in more)
        {
            metadata[name] = value?.DeepClone();
        }

        var body = new JsonObject
        {
            ["name"] = "web",
            ["info"] = new JsonObject(),
            ["chart"] = new JsonObject
            {
                ["metadata"] = metadata,
                ["files"] = new JsonArray([
                    .. files.Select(file =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["name"] = file.Name,
                                ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(file.Text)),
                            }
                    ),
                ]),
            },
            ["version"] = 1,
            ["namespace"] = "shop",
        };
        return Release.Parse(Encoding.UTF8.GetBytes(body.ToJsonString()));
    }
}
