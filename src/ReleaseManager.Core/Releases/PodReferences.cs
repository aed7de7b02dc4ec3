using System.Text.Json.Nodes;
using static ReleaseManager.Core.Releases.FoundReferences;

namespace ReleaseManager.Core.Releases;

/// <summary>Finds what the specification of a pod refers to.</summary>
internal static class PodReferences
{
    private static readonly string[] Containers = ["initContainers", "containers", "ephemeralContainers"];

    /// <summary>Sources of volumes that name a Secret as <c>secretRef</c>.</summary>
    public static IReadOnlyList<string> VolumesWithSecret { get; } =
    ["cephfs", "flexVolume", "iscsi", "rbd", "scaleIO", "storageos"];

    public static void Find(JsonNode? spec, FoundReferences found)
    {
        // The second is the first one's old name; Kubernetes keeps both the same.
        var account = Text(At(spec, "serviceAccountName")) ?? Text(At(spec, "serviceAccount"));
        found.Add(ObjectReference.ServiceAccount, account);
        found.AddEach(ObjectReference.Secret, At(spec, "imagePullSecrets"));
        foreach (var container in Containers.SelectMany(list => Items(At(spec, list))))
        {
            foreach (var variable in Items(At(container, "env")))
            {
                Add(ObjectReference.Secret, At(variable, "valueFrom", "secretKeyRef"), "name", found);
                Add(ObjectReference.ConfigMap, At(variable, "valueFrom", "configMapKeyRef"), "name", found);
            }

            foreach (var source in Items(At(container, "envFrom")))
            {
                Add(ObjectReference.Secret, At(source, "secretRef"), "name", found);
                Add(ObjectReference.ConfigMap, At(source, "configMapRef"), "name", found);
            }
        }

        foreach (var volume in Items(At(spec, "volumes")))
        {
            FindOfVolume(volume, found);
        }
    }

    private static void FindOfVolume(JsonNode? volume, FoundReferences found)
    {
        Add(ObjectReference.Secret, At(volume, "secret"), "secretName", found);
        Add(ObjectReference.ConfigMap, At(volume, "configMap"), "name", found);
        foreach (var source in Items(At(volume, "projected", "sources")))
        {
            Add(ObjectReference.Secret, At(source, "secret"), "name", found);
            Add(ObjectReference.ConfigMap, At(source, "configMap"), "name", found);
        }

        Add(ObjectReference.Secret, At(volume, "csi", "nodePublishSecretRef"), "name", found);
        Add(ObjectReference.Secret, At(volume, "azureFile"), "secretName", found);
        foreach (var source in VolumesWithSecret)
        {
            Add(ObjectReference.Secret, At(volume, source, "secretRef"), "name", found);
        }
    }

    private static void Add(string kind, JsonNode? from, string name, FoundReferences found) =>
        found.Add(kind, At(from, name), At(from, "optional"));
}
