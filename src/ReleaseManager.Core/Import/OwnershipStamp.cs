using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;

namespace ReleaseManager.Core.Import;

/// <summary>
/// The label and the annotations by which Helm knows an object as a release's own (Helm: pkg/action/validate.go). They stand on
/// the live objects of the manifest alone: not on hooks, not on CRDs of <c>crds/</c>, not in the stored manifest.
/// </summary>
internal sealed record OwnershipStamp(string ReleaseName, string ReleaseNamespace)
{
    private const string Label = "app.kubernetes.io/managed-by";
    private const string NameAnnotation = "meta.helm.sh/release-name";
    private const string NamespaceAnnotation = "meta.helm.sh/release-namespace";

    /// <summary>Who owns a live object; null where Helm would call it unowned.</summary>
    public static OwnershipStamp? Of(KubeObject found) =>
        found.Labels.GetValueOrDefault(Label) == "Helm"
        && found.Annotations.TryGetValue(NameAnnotation, out var name)
        && found.Annotations.TryGetValue(NamespaceAnnotation, out var ns)
            ? new OwnershipStamp(name, ns)
            : null;

    /// <summary>Puts the stamp over whatever the chart says in the same places.</summary>
    public void PutOn(JsonObject body)
    {
        var metadata = Child(body, "metadata");
        Child(metadata, "labels")[Label] = "Helm";
        var annotations = Child(metadata, "annotations");
        annotations[NameAnnotation] = ReleaseName;
        annotations[NamespaceAnnotation] = ReleaseNamespace;
    }

    /// <summary>Moves a stamp that stands on saved metadata along with the release that it names.</summary>
    /// <param name="moves">From namespaces of saved releases to those in which they come back.</param>
    public static void Move(JsonObject metadata, IReadOnlyDictionary<string, string> moves)
    {
        if (
            metadata["annotations"] is JsonObject annotations
            && annotations[NamespaceAnnotation]?.GetValue<string>() is { } ns
            && moves.TryGetValue(ns, out var target)
        )
        {
            annotations[NamespaceAnnotation] = target;
        }
    }

    private static JsonObject Child(JsonObject parent, string name)
    {
        if (parent[name] is JsonObject child)
        {
            return child;
        }

        child = [];
        parent[name] = child;
        return child;
    }
}
