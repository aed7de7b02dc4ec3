using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import;

/// <summary>In which form an object of a manifest is sent.</summary>
internal static class ObjectForm
{
    /// <summary>Where an object is to stand: its own namespace, else the release's; none for what no namespace holds.</summary>
    public static ResourceAddress Address(ManifestObject item, ApiResource resource, SavedRelease release) =>
        Address(item, resource, release.Namespace);

    /// <summary>The same, for a release in a namespace.</summary>
    public static ResourceAddress Address(ManifestObject item, ApiResource resource, string ns) =>
        new(resource, resource.Namespaced ? item.Namespace ?? ns : null, item.Name);

    /// <summary>The object as it is to stand at an address.</summary>
    /// <param name="stamp">Whose it is; null for what bears no stamp, as hooks.</param>
    public static JsonObject Body(ManifestObject item, ResourceAddress address, OwnershipStamp? stamp) =>
        Body(item.Json, address, stamp);

    /// <summary>The same of an object that was brought into another form.</summary>
    public static JsonObject Body(JsonObject item, ResourceAddress address, OwnershipStamp? stamp)
    {
        var body = (JsonObject)item.DeepClone();
        if (body["metadata"] is not JsonObject metadata)
        {
            metadata = [];
            body["metadata"] = metadata;
        }

        if (address.Namespace is null)
        {
            metadata.Remove("namespace");
        }
        else
        {
            metadata["namespace"] = address.Namespace;
        }

        stamp?.PutOn(body);
        return body;
    }

    /// <summary>Kinds that Helm knows the Go types of are merged by their lists' keys, all others as plain JSON.</summary>
    public static string PatchType(ApiResource resource) =>
        resource.Group is "" or "apps" or "batch" or "autoscaling" or "policy" or "extensions"
        || (
            resource.Group.EndsWith(".k8s.io", StringComparison.Ordinal)
            && resource.Group is not "apiextensions.k8s.io" and not "apiregistration.k8s.io"
            && !resource.Group.Contains("x-k8s", StringComparison.Ordinal)
        )
            ? "application/strategic-merge-patch+json"
            : "application/merge-patch+json";
}
