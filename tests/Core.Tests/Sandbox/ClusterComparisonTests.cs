using System.Text.Json.Nodes;
using ReleaseManager.Sandbox;
using ReleaseManager.Sandbox.Demo;
using Xunit;

namespace ReleaseManager.Core.Tests.Sandbox;

/// <summary>The demo's report tells what is missing or different, and is quiet about what each server fills in.</summary>
public sealed class ClusterComparisonTests
{
    [Fact]
    public async Task Two_clusters_with_the_same_contents_are_the_same()
    {
        var (blue, green) = (await DumpAsync(), await DumpAsync());
        var comparison = ClusterComparison.Of(blue, green);
        Assert.True(comparison.Same);
        Assert.InRange(comparison.Releases.Count, 10, 100);
        Assert.InRange(comparison.Releases.Sum(release => release.EqualObjects), 50, 1000);
        Assert.Equal(
            comparison.Releases.Sum(release => release.Objects),
            comparison.Releases.Sum(release => release.EqualObjects)
        );
        var report = new StringWriter();
        await ComparisonReport.WriteAsync(comparison, TimeSpan.FromSeconds(1), report);
        Assert.Contains("All ", report.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Secret", "sh.helm.release.v1.web.v3", "shop/web: revision 3 is missing")]
    [InlineData("Deployment", "web", "shop/web: Deployment web is missing")]
    [InlineData("CustomResourceDefinition", "gizmos.operator.charts.example.com", "CustomResourceDefinition gizmos")]
    [InlineData("Namespace", "shop", "Namespace shop")]
    public async Task What_is_missing_is_named(string kind, string name, string expected)
    {
        var blue = await DumpAsync();
        var green = blue.Where(json => !Is(json, kind, name)).ToList();
        Assert.Equal(blue.Count - 1, green.Count);
        Assert.Contains(
            Said(ClusterComparison.Of(blue, green)),
            text => text.StartsWith(expected, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task What_is_different_is_named()
    {
        var (blue, green) = (await DumpAsync(), await DumpAsync());
        green.Single(json => Is(json, "Deployment", "web"))["spec"]!["replicas"] = 17;
        green.Single(json => Is(json, "Secret", "sh.helm.release.v1.web.v4"))["metadata"]!["labels"]!["status"] =
            "failed";
        var said = Said(ClusterComparison.Of(blue, green)).ToList();
        Assert.Equal(["shop/web: revision 4 is different", "shop/web: Deployment web is different"], said);
    }

    private static async Task<List<JsonObject>> DumpAsync()
    {
        await using var cluster = await SandboxCluster.StartAsync(null, TestContext.Current.CancellationToken);
        cluster.Load(Fixtures.Read());
        return [.. cluster.Dump()];
    }

    private static bool Is(JsonObject json, string kind, string name) =>
        json["kind"]!.ToString() == kind
        && json["metadata"]!["name"]!.ToString() == name
        && json["metadata"]!["namespace"]?.ToString() is null or "shop";

    private static IEnumerable<string> Said(ClusterComparison comparison) =>
        comparison
            .Releases.SelectMany(release =>
                release.Differences.Select(difference => $"{release.Namespace}/{release.Name}: {difference}")
            )
            .Concat(comparison.Lost);
}
