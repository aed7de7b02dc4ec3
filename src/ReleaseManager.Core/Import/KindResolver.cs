using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import;

/// <summary>Finds the resource that serves an object's kind, and asks anew where a CRD may have come meanwhile.</summary>
internal sealed class KindResolver(KubeClient cluster, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private long _asked;
    private ApiCatalog? _catalog;

    /// <returns>The resource; null where the cluster does not serve that very version of the kind.</returns>
    public async Task<ApiResource?> FindAsync(ManifestObject item, CancellationToken stop)
    {
        var catalog = _catalog ?? await RefreshAsync(stop);
        return catalog.Find(item.Group, item.Version, item.Kind)
            ?? (await RefreshAsync(stop)).Find(item.Group, item.Version, item.Kind);
    }

    /// <summary>Reads what the cluster serves; at most once a second, however many ask.</summary>
    public async Task<ApiCatalog> RefreshAsync(CancellationToken stop)
    {
        await _oneAtATime.WaitAsync(stop);
        try
        {
            if (_catalog is null || time.GetElapsedTime(_asked) > Freshness)
            {
                _catalog = await cluster.DiscoverAsync(refresh: _catalog is not null, stop);
                _asked = time.GetTimestamp();
            }

            return _catalog;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();
}
