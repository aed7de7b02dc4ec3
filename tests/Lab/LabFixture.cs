using Xunit;

[assembly: AssemblyFixture(typeof(ReleaseManager.Lab.LabFixture))]
// All lab tests share two clusters.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace ReleaseManager.Lab;

/// <summary>
/// The two clusters of a test run, started when the first test asks for them. A test takes this fixture in its
/// constructor; where the lab is not installed, asking for clusters skips the test with the reason.
/// </summary>
public sealed class LabFixture : IAsyncDisposable
{
    /// <summary>A bucket of the store whose writes have conditions.</summary>
    public const string PlainBucket = "plain";

    /// <summary>A bucket of the store that keeps old versions, and ignores the conditions of writes.</summary>
    public const string VersionedBucket = "versioned";

    private LabFolder? _folder;
    private LabClusters? _clusters;
    private ObjectStore? _store;

    /// <summary>The lab's programs; skips the test where one is missing.</summary>
    public static LabTools Tools
    {
        get
        {
            var tools = LabTools.Find(out var reason);
            Assert.SkipWhen(tools is null, reason ?? "");
            return tools!;
        }
    }

    /// <summary>The clusters as earlier tests have left them: use a namespace of your own.</summary>
    public Task<LabClusters> SharedAsync() => TakeAsync(empty: false);

    /// <summary>The clusters, both empty: as after a disaster, with new identities at the same addresses.</summary>
    public Task<LabClusters> EmptyAsync() => TakeAsync(empty: true);

    /// <summary>Starts a cluster with options of its own; the test disposes of it.</summary>
    public Task<KubernetesCluster> StartAsync(ClusterOptions options) =>
        KubernetesCluster.StartAsync(Tools, options, CreateFolder(), TestContext.Current.CancellationToken);

    /// <summary>
    /// A real object store with two buckets of <see cref="StoreUser.Owner"/>, started when the first test asks for it: use a path of your own. Where its
    /// programs are not installed, asking for it skips the test with the reason.
    /// </summary>
    public async Task<ObjectStore> StoreAsync()
    {
        var tools = StoreTools.Find(out var reason);
        Assert.SkipWhen(tools is null, reason ?? "");
        if (_store is null)
        {
            var stop = TestContext.Current.CancellationToken;
            _store = await ObjectStore.StartAsync(tools!, CreateFolder(), stop);
            await _store.CreateBucketAsync(PlainBucket, versioned: false, stop);
            await _store.CreateBucketAsync(VersionedBucket, versioned: true, stop);
        }

        return _store;
    }

    /// <summary>A new, empty folder, removed at the end of the test run.</summary>
    public string CreateFolder() => (_folder ??= LabFolder.Create()).CreateSubfolder();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        _folder?.Dispose();
    }

    private async Task<LabClusters> TakeAsync(bool empty)
    {
        var tools = Tools;
        var stop = TestContext.Current.CancellationToken;
        if (_clusters is null)
        {
            return _clusters = await LabClusters.StartAsync(tools, CreateFolder(), stop);
        }

        if (empty)
        {
            await RecycleAsync(_clusters, stop);
        }

        return _clusters;
    }

    private async Task RecycleAsync(LabClusters clusters, CancellationToken stop)
    {
        try
        {
            await clusters.RecycleAsync(stop);
        }
        catch
        {
            // The next test starts from nothing instead of from half a cluster.
            await StopAsync();
            throw;
        }
    }

    private async Task StopAsync()
    {
        if (_clusters is not null)
        {
            await _clusters.DisposeAsync();
            _clusters = null;
        }
    }
}
