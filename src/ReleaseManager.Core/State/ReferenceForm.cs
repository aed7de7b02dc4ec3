using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.State;

/// <summary>Under which name and in which form an object is kept that releases refer to.</summary>
internal static class ReferenceForm
{
    /// <summary>Kind and name of the captured object: its namespace is a part of the name.</summary>
    public static (string Kind, string Name) Key(ObjectReference reference) =>
        (
            reference.Kind switch
            {
                ObjectReference.Secret => CapturedResource.Secret,
                ObjectReference.ConfigMap => CapturedResource.ConfigMap,
                _ => CapturedResource.ServiceAccount,
            },
            $"{reference.Namespace}/{reference.Name}"
        );

    /// <summary>What was captured; null where it is of another kind, or its name is none.</summary>
    public static ObjectReference? Find(CapturedResource captured)
    {
        var kind = captured.Kind switch
        {
            CapturedResource.Secret => ObjectReference.Secret,
            CapturedResource.ConfigMap => ObjectReference.ConfigMap,
            CapturedResource.ServiceAccount => ObjectReference.ServiceAccount,
            _ => null,
        };
        return kind is null ? null : ObjectReference.Parse($"{kind} {captured.Name}");
    }

    /// <summary>
    /// A copy without what its cluster has put on it: beside what a server fills in, finalizers, which may have nobody elsewhere who takes them off, and the
    /// tokens that a ServiceAccount was given, which its new cluster gives anew.
    /// </summary>
    public static JsonObject Of(JsonObject item)
    {
        var copy = ResourceForm.Strip(item);
        (copy["metadata"] as JsonObject)?.Remove("finalizers");
        if (FoundReferences.Text(copy["kind"]) == ObjectReference.ServiceAccount)
        {
            var name = FoundReferences.Text(FoundReferences.At(copy, "metadata", "name"));
            RemoveGiven(copy, "secrets", $"{name}-token-", $"{name}-dockercfg-");
            RemoveGiven(copy, "imagePullSecrets", $"{name}-dockercfg-");
        }

        return copy;
    }

    private static void RemoveGiven(JsonObject account, string list, params string[] prefixes)
    {
        if (account[list] is not JsonArray entries)
        {
            return;
        }

        entries.RemoveAll(entry =>
            FoundReferences.Text(FoundReferences.At(entry, "name")) is { } name
            && prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
        );
        if (entries.Count == 0)
        {
            account.Remove(list);
        }
    }
}
