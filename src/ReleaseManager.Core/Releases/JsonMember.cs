using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Releases;

/// <summary>Reads members of objects that anybody may have written: where a member is not what it should be, there is none.</summary>
internal static class JsonMember
{
    /// <summary>The text that a value is; null where it is no text.</summary>
    public static string? Text(this JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>The member at the end of a path of names; null where one of them is missing, or is of something that has no members.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            node = (node as JsonObject)?[name];
        }

        return node;
    }
}
