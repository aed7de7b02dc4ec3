using ReleaseManager.Core.Clusters;

namespace ReleaseManager.Core.Import;

/// <summary>
/// The releases that Flux looks after in a cluster (kind HelmRelease of helm.toolkit.fluxcd.io): it brings each of them to what its own source says,
/// whatever an import has brought back.
/// </summary>
internal sealed class FluxReleases
{
    private const string Group = "helm.toolkit.fluxcd.io";

    private readonly Dictionary<(string Namespace, string Name), (string Flux, bool Suspended)> _found = [];

    /// <summary>Asks the cluster; finds none where it does not serve the kind or does not let it be listed.</summary>
    public static async Task<FluxReleases> FindAsync(KubeClient cluster, ApiCatalog catalog, CancellationToken stop)
    {
        var releases = new FluxReleases();
        var kind = catalog
            .Resources.Where(one => one.Group == Group && one.Kind == "HelmRelease")
            .MaxBy(one => one.Version);
        if (kind is null)
        {
            return releases;
        }

        try
        {
            await foreach (var found in cluster.ListAsync(kind, null, new ListOptions(), stop))
            {
                releases.Add(found);
            }
        }
        catch (KubeApiException error) when (error.IsForbidden)
        {
            // Who may not see them cannot be told of them.
        }

        return releases;
    }

    /// <summary>What to know before a release is brought back; null where Flux does not look after it.</summary>
    public string? WarningOf(SavedRelease release)
    {
        if (!_found.TryGetValue((release.Namespace, release.Name), out var found))
        {
            return null;
        }

        return found.Suspended
            ? $"Flux looks after it there (HelmRelease {found.Flux}) and is suspended: once resumed it brings it to what its source says"
            : $"Flux looks after it there (HelmRelease {found.Flux}) and will fight over it: suspend that first (flux suspend helmrelease)";
    }

    // Where and under which name Flux keeps a release (helm-controller: HelmRelease.GetReleaseName, GetStorageNamespace).
    private void Add(KubeObject found)
    {
        var target = found.GetString("spec", "targetNamespace");
        var name = found.GetString("spec", "releaseName") ?? (target is null ? found.Name : $"{target}-{found.Name}");
        var storage = found.GetString("spec", "storageNamespace") ?? found.Namespace!;
        var suspended = found.Find("spec", "suspend")?.ValueKind is System.Text.Json.JsonValueKind.True;
        _found[(storage, name)] = ($"{found.Namespace}/{found.Name}", suspended);
    }
}
