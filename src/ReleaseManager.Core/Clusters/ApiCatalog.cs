namespace ReleaseManager.Core.Clusters;

/// <summary>The kinds that a cluster serves, at the moment of discovery.</summary>
public sealed class ApiCatalog
{
    private readonly Dictionary<ResourceKind, ApiResource> _byKind = [];
    private readonly Dictionary<(string Group, string Kind), List<ApiResource>> _versions = [];

    /// <summary>Builds a catalog.</summary>
    /// <param name="resources">All served kinds; within a group the preferred version first.</param>
    /// <param name="unavailable">Group versions that the cluster names but could not describe, with why.</param>
    public ApiCatalog(IEnumerable<ApiResource> resources, IReadOnlyDictionary<string, string>? unavailable = null)
    {
        ArgumentNullException.ThrowIfNull(resources);
        var all = new List<ApiResource>();
        foreach (var resource in resources)
        {
            if (_byKind.TryAdd(resource.ResourceKind, resource))
            {
                all.Add(resource);
                var key = (resource.Group, resource.Kind);
                if (!_versions.TryGetValue(key, out var versions))
                {
                    _versions.Add(key, versions = []);
                }

                versions.Add(resource);
            }
        }

        Resources = all;
        Unavailable = unavailable ?? new Dictionary<string, string>(StringComparer.Ordinal);
    }

    /// <summary>All served kinds.</summary>
    public IReadOnlyList<ApiResource> Resources { get; }

    /// <summary>
    /// Group versions (<c>metrics.k8s.io/v1beta1</c>) that the cluster names but whose server did not answer, with why: their kinds
    /// exist but are not known now.
    /// </summary>
    public IReadOnlyDictionary<string, string> Unavailable { get; }

    /// <summary>The kind in this very version; null if it is not served.</summary>
    public ApiResource? Find(string group, string version, string kind) =>
        _byKind.GetValueOrDefault(new ResourceKind(group, version, kind));

    /// <summary>The kind in every version in which it is served, the preferred one first.</summary>
    public IReadOnlyList<ApiResource> FindKind(string group, string kind) =>
        _versions.TryGetValue((group, kind), out var versions) ? versions : [];

    /// <summary>The kind in the version that the cluster prefers; null if it is not served in any.</summary>
    public ApiResource? Preferred(string group, string kind) =>
        _versions.TryGetValue((group, kind), out var versions) ? versions[0] : null;

    /// <summary>The kind in this very version.</summary>
    /// <exception cref="KubeApiException">It is not served, or its server did not answer; says which.</exception>
    public ApiResource Require(string group, string version, string kind)
    {
        if (Find(group, version, kind) is { } found)
        {
            return found;
        }

        var wanted = new ResourceKind(group, version, kind);
        if (Unavailable.TryGetValue(wanted.ApiVersion, out var why))
        {
            throw new KubeApiException(
                503,
                "ServiceUnavailable",
                $"The cluster names the API {wanted.ApiVersion} but its server does not answer ({why}), so {kind} cannot be reached."
            )
            {
                Target = wanted.ToString(),
                Advice = $"Look at the APIService for {wanted.ApiVersion} (kubectl get apiservices).",
            };
        }

        throw new KubeApiException(404, "NotFound", $"The cluster does not serve {wanted}.")
        {
            Target = wanted.ToString(),
            Advice = FindKind(group, kind) is [_, ..] others
                ? $"It serves {kind} as {string.Join(", ", others.Select(o => o.ApiVersion))}."
                : null,
        };
    }
}
