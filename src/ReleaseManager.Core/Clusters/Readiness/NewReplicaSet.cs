using System.Text.Json;

namespace ReleaseManager.Core.Clusters.Readiness;

/// <summary>
/// Finds the ReplicaSet of a Deployment's current template (Helm: internal/third_party/k8s.io/kubernetes/deployment/util GetNewReplicaSet).
/// </summary>
internal static class NewReplicaSet
{
    private const string HashLabel = "pod-template-hash";

    /// <returns>The oldest one that the Deployment controls and whose template is the Deployment's, the hash label aside; null if there is none yet.</returns>
    public static KubeObject? Find(KubeObject deployment, IEnumerable<KubeObject> replicaSets)
    {
        var selector = LabelSelector.Of(deployment);
        return replicaSets
            .Where(set => selector.Matches(set.Labels) && IsControlledBy(set, deployment.Uid))
            .OrderBy(set => set.CreationTimestamp)
            .ThenBy(set => set.Name, StringComparer.Ordinal)
            .FirstOrDefault(set => IsSame(Template(set), Template(deployment), ""));
    }

    /// <summary>Whether the owner with this uid is the one whose controller made the object.</summary>
    public static bool IsControlledBy(KubeObject found, string uid) =>
        found
            .Items("metadata", "ownerReferences")
            .Any(owner => owner.IsTrue("controller") && owner.GetString("uid") == uid);

    private static JsonElement? Template(KubeObject found) => found.Find("spec", "template");

    /// <summary>As the API's Go types compare: a list or map of labels that is empty is one that is absent.</summary>
    private static bool IsSame(JsonElement? one, JsonElement? other, string path)
    {
        if (one is not { } left || other is not { } right)
        {
            return IsAbsent(one, path) && IsAbsent(other, path);
        }

        return (left.ValueKind, right.ValueKind) switch
        {
            (JsonValueKind.Object, JsonValueKind.Object) => Names(left, path)
                .Union(Names(right, path), StringComparer.Ordinal)
                .All(name => IsSame(Member(left, name), Member(right, name), $"{path}/{name}")),
            (JsonValueKind.Array, JsonValueKind.Array) => left.GetArrayLength() == right.GetArrayLength()
                && left.EnumerateArray()
                    .Zip(right.EnumerateArray())
                    .All(pair => IsSame(pair.First, pair.Second, $"{path}/*")),
            _ => JsonElement.DeepEquals(left, right),
        };
    }

    private static bool IsAbsent(JsonElement? value, string path) =>
        value switch
        {
            null or { ValueKind: JsonValueKind.Null } => true,
            { ValueKind: JsonValueKind.Array } list => list.GetArrayLength() == 0,
            { ValueKind: JsonValueKind.Object } map => path
                is "/metadata"
                    or "/metadata/labels"
                    or "/metadata/annotations"
                && Names(map, path).All(name => IsAbsent(Member(map, name), $"{path}/{name}")),
            _ => false,
        };

    private static IEnumerable<string> Names(JsonElement map, string path) =>
        map.EnumerateObject()
            .Select(member => member.Name)
            .Where(name => path != "/metadata/labels" || name != HashLabel);

    private static JsonElement? Member(JsonElement map, string name) =>
        map.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
