using ReleaseManager.Core.Clusters;

namespace ReleaseManager.Core.Completion;

/// <summary>What a cluster has that could be meant at a prompt. Only metadata is asked for.</summary>
public static class ClusterCandidates
{
    private static readonly ListOptions OfHelm = new() { LabelSelector = "owner=helm" };

    /// <summary>How a client is to be that somebody waits for at a prompt: it gives up rather than to try again.</summary>
    public static KubeClientOptions Impatient =>
        new()
        {
            ConnectTimeout = Completing.Patience,
            RequestTimeout = Completing.Patience,
            MaxRetries = 0,
        };

    /// <summary>The namespaces.</summary>
    public static async Task<IReadOnlyList<Candidate>> NamespacesAsync(KubeClient cluster, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        var about = $"namespace of {cluster.Access}";
        return await cluster
            .ListMetadataAsync(KnownResources.Namespaces, null, ListOptions.Default, stop)
            .Select(found => new Candidate(found.Name, about))
            .OrderBy(one => one.Value, StringComparer.Ordinal)
            .ToListAsync(stop);
    }

    /// <summary>The names of Helm's releases, each once.</summary>
    public static async Task<IReadOnlyList<Candidate>> ReleasesAsync(KubeClient cluster, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        var releases = new List<(string Name, string Namespace)>();
        foreach (var driver in new[] { KnownResources.Secrets, KnownResources.ConfigMaps })
        {
            await foreach (var record in cluster.ListMetadataAsync(driver, null, OfHelm, stop))
            {
                if (record.Labels.TryGetValue("name", out var name))
                {
                    releases.Add((name, record.Namespace ?? string.Empty));
                }
            }
        }

        return Completing.Releases(releases);
    }
}
