using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Import.Versions;

/// <summary>RuntimeClass before <c>node.k8s.io/v1</c> (removed in Kubernetes 1.25); v1alpha1 still had a spec.</summary>
internal static class RuntimeClassVersions
{
    public static IEnumerable<VersionStep> Steps =>
        [
            VersionStep.Of("RuntimeClass", "node.k8s.io/v1alpha1", "node.k8s.io/v1beta1", Flatten),
            VersionStep.Of("RuntimeClass", "node.k8s.io/v1beta1", "node.k8s.io/v1"),
        ];

    private static void Flatten(JsonObject item, ConversionNotes notes)
    {
        if (item.Object("spec") is not { } spec)
        {
            return;
        }

        spec.Move("runtimeHandler", item, "handler");
        spec.Move("overhead", item, "overhead");
        spec.Move("scheduling", item, "scheduling");
        if (spec.Count == 0)
        {
            item.Remove("spec");
        }
    }
}
