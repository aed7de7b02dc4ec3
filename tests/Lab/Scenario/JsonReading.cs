using System.Text.Json.Nodes;

namespace ReleaseManager.Lab.Scenario;

/// <summary>Reads JSON that may lack members.</summary>
public static class JsonReading
{
    /// <summary>The text of a member; empty where there is none.</summary>
    public static string Text(this JsonObject item, string member) => item[member]?.GetValue<string>() ?? "";

    /// <summary>A member that is an object; an empty one, not attached to anything, where there is none.</summary>
    public static JsonObject Child(this JsonObject item, string member) => item[member] as JsonObject ?? [];

    /// <summary>The objects of a member that is an array; none where there is none.</summary>
    public static IEnumerable<JsonObject> Children(this JsonObject item, string member) =>
        (item[member] as JsonArray)?.OfType<JsonObject>() ?? [];
}
