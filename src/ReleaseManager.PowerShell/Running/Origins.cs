using System.Runtime.CompilerServices;

namespace ReleaseManager.PowerShell.Running;

/// <summary>
/// Remembers from which backend a result came, so that one that is piped on reaches the same bucket with the same keys: its location alone could not
/// say, and no result holds a secret.
/// </summary>
internal static class Origins
{
    private static readonly ConditionalWeakTable<object, HelmReleaseBackend> Known = [];
    private static readonly ConditionalWeakTable<object, ClusterChoice> Clusters = [];

    /// <summary>Remembers it as long as the result lives.</summary>
    public static void Remember(object result, HelmReleaseBackend backend) => Known.AddOrUpdate(result, backend);

    /// <summary>Remembers the cluster from which a result came.</summary>
    public static void Remember(object result, ClusterChoice cluster) => Clusters.AddOrUpdate(result, cluster);

    /// <summary>The cluster that a result came from; null where it came from none, or that is not known.</summary>
    public static ClusterChoice? FindCluster(object result) =>
        Clusters.TryGetValue(result, out var cluster) ? cluster : null;

    /// <summary>The backend that a result came from; null where that is not known.</summary>
    public static HelmReleaseBackend? Find(object result) =>
        Known.TryGetValue(result, out var backend) ? backend : null;
}
