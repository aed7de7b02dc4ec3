using ReleaseManager.Core.Export;
using ReleaseManager.Core.State;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Export;

/// <summary>A state belongs to one cluster, which is known by what its API server gave once and never again.</summary>
public sealed class ClusterIdentityTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_is_known_by_the_uid_of_kube_system()
    {
        await using var bench = await FilledAsync();
        await bench.ExportAsync();
        var uid = UidOf(bench, "kube-system");
        Assert.Equal(uid, (await bench.State.ReadHeaderAsync(Stop))?.Cluster?.KubeSystemUid);
        Assert.Equal(uid, (await bench.SnapshotAsync()).Cluster.KubeSystemUid);
        Assert.Equal(uid, (await bench.State.ReadManagerAsync(Stop))?.Cluster.KubeSystemUid);
    }

    [Fact]
    public async Task Where_kube_system_may_not_be_read_the_exported_namespaces_tell()
    {
        await using var bench = await FilledAsync();
        bench.Cluster.Faults.Forbid(IsKubeSystem);
        await bench.ExportAsync(new ExportOptions { Namespaces = ["shop", "ops"] });
        var identity = (await bench.SnapshotAsync()).Cluster;
        Assert.Null(identity.KubeSystemUid);
        Assert.Equal(UidOf(bench, "shop"), identity.NamespaceUids["shop"]);
        Assert.Equal(["ops", "shop"], identity.NamespaceUids.Keys.Order());
        Assert.False((await bench.ExportAsync(new ExportOptions { Namespaces = ["shop"] })).Written);

        await using var other = await FilledAsync();
        other.Cluster.Faults.Forbid(IsKubeSystem);
        var error = await Assert.ThrowsAsync<StateException>(() =>
            other.ExportAsync(new ExportOptions { Namespaces = ["shop"] }, to: bench.Backend)
        );
        Assert.Equal("StateBelongsToOtherCluster", error.ErrorId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_may_read_more_or_less_than_the_last_one_goes_on_with_the_same_line(bool less)
    {
        await using var bench = await FilledAsync();
        await using var other = await FilledAsync();
        Allow(less);
        await bench.ExportAsync();
        await bench.Helm.UpgradeAsync("shop", "cart", from: 1);
        Allow(!less);

        var second = await bench.ExportAsync(new ExportOptions { Namespaces = ["shop"] });

        Assert.Equal((true, 2), (second.Written, second.Sequence));
        var snapshot = await bench.SnapshotAsync();
        Assert.Equal((1, UidOf(bench, "kube-system")), (snapshot.Parent, snapshot.Cluster.KubeSystemUid));
        Assert.Equal(UidOf(bench, "ops"), snapshot.Cluster.NamespaceUids["ops"]);
        await bench.AssertCurrentAsync();

        Allow(less);
        Assert.False((await bench.ExportAsync()).Written);
        await Assert.ThrowsAsync<StateException>(() => other.ExportAsync(to: bench.Backend));

        void Allow(bool all)
        {
            bench.Cluster.Faults.Clear();
            if (!all)
            {
                bench.Cluster.Faults.Forbid(IsKubeSystem);
            }
        }
    }

    [Fact]
    public async Task Another_cluster_is_refused_where_only_namespaces_tell_too()
    {
        await using var bench = await FilledAsync();
        await using var other = await FilledAsync();
        bench.Cluster.Faults.Forbid(IsKubeSystem);
        await bench.ExportAsync();
        var error = await Assert.ThrowsAsync<StateException>(() => other.ExportAsync(to: bench.Backend));
        Assert.Equal("StateBelongsToOtherCluster", error.ErrorId);
    }

    [Fact]
    public async Task Where_nothing_tells_the_cluster_nothing_is_saved()
    {
        await using var bench = await FilledAsync();
        bench.Cluster.Faults.Forbid(request => request.Resource == "namespaces");
        var error = await Assert.ThrowsAsync<ReleaseManagerException>(() => bench.ExportAsync());
        Assert.Equal(("ClusterIdentityUnknown", ErrorKind.Cluster), (error.ErrorId, error.Kind));
        Assert.Empty(bench.Backend.Names);
    }

    [Fact]
    public async Task Another_cluster_is_refused_and_takes_the_path_over_on_order_only()
    {
        await using var blue = await FilledAsync();
        await using var green = await FilledAsync();
        await green.Helm.InstallAsync("green", "own");
        await blue.ExportAsync();
        var names = blue.Backend.Names;

        var error = await Assert.ThrowsAsync<StateException>(() => green.ExportAsync(to: blue.Backend));
        Assert.Equal("StateBelongsToOtherCluster", error.ErrorId);
        Assert.Equal(names, blue.Backend.Names);

        var taken = await green.ExportAsync(
            new ExportOptions { TakeOverPath = true, Namespaces = ["green"] },
            to: blue.Backend
        );
        Assert.Equal((2, 1), (taken.Sequence, taken.Releases));
        var snapshot = await blue.SnapshotAsync();
        Assert.Equal((null, false), (snapshot.Parent, snapshot.EverWhole));
        Assert.Equal(2, (await blue.EntriesAsync(SnapshotSelector.Number(1))).Count);

        Assert.Equal(3, (await green.ExportAsync(to: blue.Backend)).Releases);
        await green.AssertCurrentAsync(blue.Backend);
        await Assert.ThrowsAsync<StateException>(() => blue.ExportAsync());
    }

    [Fact]
    public async Task A_rebuilt_empty_cluster_that_takes_the_path_over_is_suspect()
    {
        await using var bench = await FilledAsync();
        await using var rebuilt = await ExportBench.StartAsync();
        await bench.ExportAsync();
        var result = await rebuilt.ExportAsync(new ExportOptions { TakeOverPath = true }, to: bench.Backend);
        Assert.NotNull(result.Suspect);
        Assert.Equal(1, (await bench.SnapshotAsync(SnapshotSelector.Latest)).Sequence);
    }

    private static bool IsKubeSystem(SandboxRequest request) =>
        request is { Resource: "namespaces", Name: "kube-system" };

    private static string UidOf(ExportBench bench, string ns) =>
        bench
            .Cluster.Dump()
            .Single(each => each["kind"]!.ToString() == "Namespace" && each["metadata"]!["name"]!.ToString() == ns)[
            "metadata"
        ]!["uid"]!.ToString();

    private static async Task<ExportBench> FilledAsync()
    {
        var bench = await ExportBench.StartAsync();
        await bench.Helm.InstallAsync("shop", "cart");
        await bench.Helm.InstallAsync("ops", "agent");
        return bench;
    }
}
