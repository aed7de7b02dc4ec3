using System.Text.Json.Nodes;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.Export;

/// <summary>What marks the namespaces of releases is saved with them.</summary>
public sealed class CapturedNamespaceTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Marks_of_the_releases_namespaces_are_saved_but_for_those_that_a_cluster_gives()
    {
        await using var bench = await ExportBench.StartAsync();
        bench.Helm.AddNamespace(
            "shop",
            new JsonObject
            {
                ["team"] = "blue",
                ["openshift.io/run-level"] = "1",
                ["field.cattle.io/projectId"] = "p",
            },
            new JsonObject
            {
                ["owner"] = "Jane \"✓\"",
                ["openshift.io/sa.scc.uid-range"] = "1/2",
                ["field.cattle.io/status"] = "{}",
                ["kubectl.kubernetes.io/last-applied-configuration"] = "{}",
            }
        );
        bench.Helm.AddNamespace("unrelated", new JsonObject { ["team"] = "red" });
        await bench.Helm.CreateAsync("shop", "cart", 1);

        await bench.ExportAsync();

        var captured = Assert.Single((await bench.SnapshotAsync()).Resources);
        Assert.Equal((CapturedResource.Namespace, "shop"), (captured.Kind, captured.Name));
        var metadata = (await bench.State.ReadResourceAsync(captured.Hash, Stop))["metadata"]!;
        Assert.Equal("""{"team":"blue"}""", metadata["labels"]!.ToJsonString());
        Assert.Equal(["owner"], metadata["annotations"]!.AsObject().Select(each => each.Key));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public async Task Namespaces_that_may_not_be_listed_or_read_are_told_and_what_is_saved_is_kept(int namespaces)
    {
        await using var bench = await ExportBench.StartAsync();
        for (var i = 0; i < namespaces; i++)
        {
            bench.Helm.AddNamespace($"n{i}", new JsonObject { ["number"] = $"{i}" });
            await bench.Helm.CreateAsync($"n{i}", "cart", 1);
        }

        bench.Cluster.Faults.Forbid(request => request is { Resource: "namespaces", Verb: "list" });
        Assert.Empty((await bench.ExportAsync()).Warnings);
        Assert.Equal(namespaces, (await bench.SnapshotAsync()).Resources.Count);

        bench.Cluster.Faults.Forbid(request => request is { Resource: "namespaces", Name: "n1" });
        await bench.Helm.UpgradeAsync("n1", "cart", 1);
        var later = await bench.ExportAsync();
        Assert.Contains("n1 may not be read", Assert.Single(later.Warnings), StringComparison.Ordinal);
        Assert.Equal(namespaces, (await bench.SnapshotAsync()).Resources.Count);
        await bench.AssertCurrentAsync();
    }
}
