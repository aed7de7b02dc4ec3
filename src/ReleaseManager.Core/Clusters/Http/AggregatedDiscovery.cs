using System.Text.Json;

namespace ReleaseManager.Core.Clusters.Http;

/// <summary>
/// Reads an APIGroupDiscoveryList: all groups with all versions, the preferred ones first, and all their kinds in one answer. Its two versions, v2beta1 and
/// v2, look alike (k8s.io/api/apidiscovery).
/// </summary>
internal static class AggregatedDiscovery
{
    /// <summary>Whether an answer is one: servers that do not know it answer as they always did.</summary>
    public static bool Is(KubeObject answer) => answer.GetString("kind") == "APIGroupDiscoveryList";

    /// <summary>Its versions in the order in which the server lists them.</summary>
    public static IEnumerable<DiscoveredVersion> Read(KubeObject list)
    {
        foreach (var group in list.Items("items"))
        {
            foreach (var version in group.Items("versions"))
            {
                if (version.GetString("version") is { Length: > 0 } name)
                {
                    yield return Read(group.Name, name, version);
                }
            }
        }
    }

    private static DiscoveredVersion Read(string group, string name, KubeObject version)
    {
        var full = group.Length == 0 ? name : $"{group}/{name}";
        // What a server behind the API server said before it went away may be listed still.
        return version.GetString("freshness") == "Stale"
            ? new DiscoveredVersion(full, [], "its own server did not answer the API server")
            : new DiscoveredVersion(
                full,
                [.. version.Items("resources").Select(one => ReadResource(group, name, one)).OfType<ApiResource>()],
                null
            );
    }

    private static ApiResource? ReadResource(string group, string version, KubeObject entry)
    {
        // What has subresources alone is no kind of its own.
        if (
            entry.GetString("resource") is not { Length: > 0 } plural
            || entry.GetString("responseKind", "kind") is not { Length: > 0 } kind
        )
        {
            return null;
        }

        return new ApiResource
        {
            Group = group,
            Version = version,
            Kind = kind,
            Plural = plural,
            Namespaced = entry.GetString("scope") == "Namespaced",
            Verbs =
            [
                .. entry.Find("verbs") is { ValueKind: JsonValueKind.Array } verbs
                    ? verbs.EnumerateArray().Select(verb => verb.GetString() ?? string.Empty)
                    : [],
            ],
        };
    }
}
