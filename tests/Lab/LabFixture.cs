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
    private LabFolder? _folder;
    private LabClusters? _clusters;

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

    /// <summary>A new, empty folder, removed at the end of the test run.</summary>
    public string CreateFolder() => (_folder ??= LabFolder.Create()).CreateSubfolder();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
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
