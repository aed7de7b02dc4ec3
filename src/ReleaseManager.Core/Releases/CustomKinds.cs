using System.Text;

namespace ReleaseManager.Core.Releases;

/// <summary>Finds out which custom resource definitions a release cannot do without.</summary>
internal static class CustomKinds
{
    /// <summary>Marks the name of a CRD that the chart brings along, among the custom kinds.</summary>
    public const string CrdPrefix = "crd:";

    private const string CrdKind = "CustomResourceDefinition";

    private static readonly HashSet<string> BuiltInGroups = new(StringComparer.Ordinal)
    {
        "",
        "admissionregistration.k8s.io",
        "apiextensions.k8s.io",
        "apiregistration.k8s.io",
        "apps",
        "authentication.k8s.io",
        "authorization.k8s.io",
        "autoscaling",
        "batch",
        "certificates.k8s.io",
        "coordination.k8s.io",
        "discovery.k8s.io",
        "events.k8s.io",
        "extensions",
        "flowcontrol.apiserver.k8s.io",
        "networking.k8s.io",
        "node.k8s.io",
        "policy",
        "rbac.authorization.k8s.io",
        "resource.k8s.io",
        "scheduling.k8s.io",
        "storage.k8s.io",
    };

    /// <summary>
    /// The kinds of the manifest and the hooks that Kubernetes does not bring itself, as <c>Kind.group</c>, and the definitions
    /// in the chart's <c>crds/</c>, as <c>crd:name</c>; null where there are none.
    /// </summary>
    public static IReadOnlyList<string>? Of(Release release, DecodeLimits limits)
    {
        var needs = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (apiVersion, kind, _) in Objects(release.Manifest, limits))
        {
            Add(needs, apiVersion, kind);
        }

        foreach (var hook in release.Hooks)
        {
            foreach (var (apiVersion, kind, _) in Objects(hook.Manifest, limits))
            {
                Add(needs, apiVersion, kind);
            }
        }

        foreach (var file in release.CrdFiles)
        {
            foreach (var (_, kind, name) in Objects(Encoding.UTF8.GetString(file.Data.Span), limits))
            {
                if (kind == CrdKind && name is not null)
                {
                    needs.Add(CrdPrefix + name);
                }
            }
        }

        return needs.Count > 0 ? [.. needs] : null;
    }

    private static void Add(SortedSet<string> needs, string apiVersion, string kind)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var group = slash < 0 ? "" : apiVersion[..slash];
        if (kind.Length > 0 && !BuiltInGroups.Contains(group))
        {
            needs.Add($"{kind}.{group}");
        }
    }

    private static IEnumerable<(string ApiVersion, string Kind, string? Name)> Objects(string yaml, DecodeLimits limits)
    {
        foreach (var found in ObjectScan.Scan(yaml))
        {
            if (found.Unread is null)
            {
                yield return (found.ApiVersion, found.Kind, found.Name);
                continue;
            }

            foreach (var each in Read(found.Unread, limits))
            {
                yield return (each.ApiVersion, each.Kind, each.Name);
            }
        }
    }

    /// <summary>A document that is malformed needs nothing that could be told; importing it will say so.</summary>
    private static IReadOnlyList<ManifestObject> Read(string document, DecodeLimits limits)
    {
        try
        {
            return Manifest.Parse(document, limits);
        }
        catch (RecordException)
        {
            return [];
        }
    }
}
