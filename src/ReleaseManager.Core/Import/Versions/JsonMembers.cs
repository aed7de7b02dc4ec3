using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Import.Versions;

/// <summary>
/// Members of an object as the API's typed decoding sees them: null counts as absent, and what is of another type than expected is left
/// for the API server to refuse.
/// </summary>
internal static class JsonMembers
{
    public static bool Has(this JsonObject json, string name) => json[name] is not null;

    public static bool IsTrue(this JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<bool>(out var on) && on;

    public static JsonObject? Object(this JsonObject? json, string name) => json?[name] as JsonObject;

    /// <summary>The objects of a list; none where there is no list.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonObject? json, string name) =>
        (json?[name] as JsonArray)?.OfType<JsonObject>() ?? [];

    /// <summary>The object of that name, made where it is absent.</summary>
    public static JsonObject Within(this JsonObject json, string name)
    {
        if (json[name] is not JsonObject inner)
        {
            json[name] = inner = [];
        }

        return inner;
    }

    /// <summary>Removes a member.</summary>
    /// <returns>What it held, free to be put elsewhere; null where it was absent or null.</returns>
    public static JsonNode? Take(this JsonObject json, string name)
    {
        var value = json[name];
        json.Remove(name);
        return value;
    }

    /// <summary>Moves a member, unless it is absent or null.</summary>
    public static void Move(this JsonObject json, string name, JsonObject to, string newName)
    {
        if (json.Take(name) is { } value)
        {
            to[newName] = value;
        }
    }
}
