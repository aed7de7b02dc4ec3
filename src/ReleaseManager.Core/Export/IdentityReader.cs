using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Export;

/// <summary>Finds out which cluster this is.</summary>
internal sealed class IdentityReader(KubeClient cluster, RecordLister lister)
{
    /// <summary>Reads the uid of <c>kube-system</c>; where that may not be read, those of the exported namespaces.</summary>
    /// <exception cref="ReleaseManagerException">Neither may be read.</exception>
    public async Task<ClusterIdentity> ReadAsync(CancellationToken stop)
    {
        if (await UidAsync("kube-system", stop) is { } uid)
        {
            return new ClusterIdentity { KubeSystemUid = uid };
        }

        var uids = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var ns in await lister.NamespacesAsync(stop) ?? [])
        {
            if (await UidAsync(ns, stop) is { } found)
            {
                uids[ns] = found;
            }
        }

        return uids.Count > 0
            ? new ClusterIdentity { NamespaceUids = uids }
            : throw new ReleaseManagerException(
                "ClusterIdentityUnknown",
                ErrorKind.Cluster,
                "The cluster lets neither the namespace kube-system be read nor any exported namespace, so it cannot be told from another cluster."
            )
            {
                Advice =
                    "Allow the verb get on the namespace kube-system, or on the namespaces that are exported, and name those where they may not be listed.",
            };
    }

    /// <summary>Adds the uids of the namespaces by which another identity is known, so that both can be compared.</summary>
    public async Task<ClusterIdentity> WidenAsync(
        ClusterIdentity identity,
        ClusterIdentity other,
        CancellationToken stop
    )
    {
        var uids = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var ns in other.NamespaceUids.Keys)
        {
            if (await UidAsync(ns, stop) is { } found)
            {
                uids[ns] = found;
            }
        }

        return identity with
        {
            NamespaceUids = uids,
        };
    }

    private async Task<string?> UidAsync(string ns, CancellationToken stop)
    {
        try
        {
            return (await cluster.ReadAsync(KnownResources.Namespaces, ns, stop))?.Uid;
        }
        catch (KubeApiException error) when (error.IsForbidden)
        {
            return null;
        }
    }
}
