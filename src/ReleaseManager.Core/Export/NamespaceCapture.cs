using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Export;

/// <summary>Saves the labels and annotations of the releases' namespaces, but for those that a cluster gives by itself.</summary>
internal sealed class NamespaceCapture(KubeClient cluster, ReleaseState state, ICollection<string> warnings)
{
    private const int FewNamespaces = 4;

    private static readonly string[] ForeignPrefixes = ["openshift.io/", "field.cattle.io/"];

    private static readonly string[] ForeignKeys =
    [
        "kubernetes.io/metadata.name",
        "kubectl.kubernetes.io/last-applied-configuration",
    ];

    /// <summary>Finds and saves them.</summary>
    /// <param name="names">The namespaces that hold releases.</param>
    /// <param name="saved">What the state holds already.</param>
    public async Task<IReadOnlyList<CapturedResource>> CaptureAsync(
        IReadOnlyCollection<string> names,
        SavedResources saved,
        CancellationToken stop
    )
    {
        var found = await FindAsync(names, stop);
        List<CapturedResource> captured = [];
        foreach (var name in names)
        {
            if (found.GetValueOrDefault(name) is not { } ns)
            {
                if (saved.Find(CapturedResource.Namespace, name) is { } earlier)
                {
                    captured.Add(earlier);
                }

                continue;
            }

            captured.Add(
                saved.FindUnchanged(CapturedResource.Namespace, name, ns.Uid, ns.ResourceVersion)
                    ?? new CapturedResource(
                        CapturedResource.Namespace,
                        name,
                        await state.SaveResourceAsync(Form(ns), stop)
                    )
                    {
                        Uid = ns.Uid,
                        ResourceVersion = ns.ResourceVersion,
                    }
            );
        }

        return captured;
    }

    private static JsonObject Form(KubeObject ns)
    {
        var metadata = new JsonObject { ["name"] = ns.Name };
        Add(metadata, "labels", ns.Labels);
        Add(metadata, "annotations", ns.Annotations);
        return new JsonObject
        {
            ["apiVersion"] = KnownResources.Namespaces.ApiVersion,
            ["kind"] = KnownResources.Namespaces.Kind,
            ["metadata"] = metadata,
        };
    }

    private static void Add(JsonObject metadata, string member, IReadOnlyDictionary<string, string> texts)
    {
        var own = texts
            .Where(each => IsOwn(each.Key))
            .Select(each => KeyValuePair.Create(each.Key, (JsonNode?)each.Value));
        var copy = new JsonObject(own);
        if (copy.Count > 0)
        {
            metadata[member] = copy;
        }
    }

    private static bool IsOwn(string key) =>
        !ForeignKeys.Contains(key, StringComparer.Ordinal)
        && !ForeignPrefixes.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal));

    private async Task<Dictionary<string, KubeObject>> FindAsync(
        IReadOnlyCollection<string> names,
        CancellationToken stop
    )
    {
        var found = new Dictionary<string, KubeObject>(StringComparer.Ordinal);
        if (names.Count > FewNamespaces)
        {
            try
            {
                await foreach (
                    var ns in cluster.ListMetadataAsync(KnownResources.Namespaces, null, ListOptions.Default, stop)
                )
                {
                    found[ns.Name] = ns;
                }

                return found;
            }
            catch (KubeApiException error) when (error.IsForbidden)
            {
                found.Clear();
            }
        }

        foreach (var name in names)
        {
            try
            {
                if (await cluster.ReadAsync(KnownResources.Namespaces, name, stop) is { } ns)
                {
                    found[name] = ns;
                }
            }
            catch (KubeApiException error) when (error.IsForbidden)
            {
                warnings.Add($"The namespace {name} may not be read: its labels and annotations are not saved.");
            }
        }

        return found;
    }
}
