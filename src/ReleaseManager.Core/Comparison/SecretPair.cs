using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Comparison;

/// <summary>
/// Takes the content out of Secrets that are to be shown, in the words of <c>kubectl diff</c>: what is equal becomes <c>***</c>, what differs
/// <c>*** (before)</c> and <c>*** (after)</c>. No hash and no length stands in its place: short secrets could be guessed from either.
/// </summary>
internal static class SecretPair
{
    private const string Masked = "***";
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>Whether an object holds what is not to be shown.</summary>
    public static bool Covers(string kind) => kind is "Secret";

    /// <summary>Both forms of one Secret, without content; null stays null.</summary>
    public static (JsonObject? Old, JsonObject? New) Hide(JsonObject? old, JsonObject? @new)
    {
        var (before, after) = ((JsonObject?)old?.DeepClone(), (JsonObject?)@new?.DeepClone());
        foreach (var member in (string[])["data", "stringData"])
        {
            Hide(before?[member] as JsonObject, @new?[member] as JsonObject, $"{Masked} (before)");
            Hide(after?[member] as JsonObject, old?[member] as JsonObject, $"{Masked} (after)");
        }

        // kubectl apply keeps a whole copy of the object there.
        (before?["metadata"]?["annotations"] as JsonObject)?.Remove(LastApplied);
        (after?["metadata"]?["annotations"] as JsonObject)?.Remove(LastApplied);
        return (before, after);
    }

    private static void Hide(JsonObject? content, JsonObject? other, string whereChanged)
    {
        foreach (var key in content?.Select(member => member.Key).ToList() ?? [])
        {
            var isChanged =
                other is not null && other.ContainsKey(key) && !JsonNode.DeepEquals(other[key], content![key]);
            content![key] = isChanged ? whereChanged : Masked;
        }
    }
}
