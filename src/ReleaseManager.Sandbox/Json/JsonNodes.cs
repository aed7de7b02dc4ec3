using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReleaseManager.Sandbox.Json;

/// <summary>Short words for looking into JSON objects.</summary>
internal static class JsonNodes
{
    /// <summary>The node under these member names, or null.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            node = node is JsonObject inner && inner.TryGetPropertyValue(name, out var next) ? next : null;
        }

        return node;
    }

    /// <summary>The text under these member names, or null where there is none or no text.</summary>
    public static string? TextAt(this JsonNode? node, params ReadOnlySpan<string> names) => node.At(names).AsText();

    /// <summary>The text of a string value, else null.</summary>
    public static string? AsText(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>The whole number under these member names, or null where there is none.</summary>
    public static long? NumberAt(this JsonNode? node, params ReadOnlySpan<string> names) =>
        node.At(names) is JsonValue value
        && long.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>True where a member of these names is JSON true.</summary>
    public static bool TrueAt(this JsonNode? node, params ReadOnlySpan<string> names) =>
        node.At(names) is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    /// <summary>The object under these member names, made where there is none.</summary>
    public static JsonObject Within(this JsonObject node, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (node[name] is not JsonObject inner)
            {
                node[name] = inner = [];
            }

            node = inner;
        }

        return node;
    }

    /// <summary>Sets a member unless it is there.</summary>
    public static void Default(this JsonObject node, string name, JsonNode? value)
    {
        if (node[name] is null)
        {
            node[name] = value;
        }
    }

    /// <summary>The texts of an array of strings; empty where it is none.</summary>
    public static IEnumerable<string> Texts(this JsonNode? node) =>
        node is JsonArray array ? array.Select(AsText).OfType<string>() : [];

    /// <summary>The objects of an array; empty where it is none.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonNode? node) =>
        node is JsonArray array ? array.OfType<JsonObject>() : [];

    /// <summary>An object's metadata; made where there is none.</summary>
    public static JsonObject Metadata(this JsonObject node) => node.Within("metadata");

    /// <summary>A copy that belongs to nobody.</summary>
    public static JsonObject Copy(this JsonObject node) => (JsonObject)node.DeepClone();

    /// <summary>True where two values are the same JSON; member order does not count.</summary>
    public static bool Same(JsonNode? left, JsonNode? right) => JsonNode.DeepEquals(left, right);
}
