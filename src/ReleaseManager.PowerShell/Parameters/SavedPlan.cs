using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReleaseManager.PowerShell.Parameters;

/// <summary>Tells a saved plan from what else comes down a pipeline.</summary>
internal static class SavedPlan
{
    private const string SavedTime = "Deserialized.System.DateTimeOffset";

    /// <summary>Whether a text is a JSON object, and not the path of a folder.</summary>
    public static bool IsJsonObject(string text) =>
        text.AsSpan().TrimStart() is ['{', .. var rest] && rest.TrimStart() is ['"', ..];

    /// <summary>Whether an object is meant as a plan: it names a state and the releases that are to come back.</summary>
    public static bool IsPlan(JsonObject saved) =>
        new[] { "StateId", "Releases" }.All(name =>
            saved.Any(member => string.Equals(member.Key, name, StringComparison.OrdinalIgnoreCase))
        );

    /// <summary>What ConvertFrom-Json or Import-Clixml made, as JSON again; tables in the order of their keys, which Clixml does not keep.</summary>
    public static JsonNode? ToNode(object? value) =>
        value switch
        {
            null => null,
            PSObject { BaseObject: not PSCustomObject } wrapped => ToNode(wrapped.BaseObject),
            PSObject time when time.TypeNames.Contains(SavedTime) => JsonValue.Create(ToTime(time)),
            PSObject saved => new JsonObject(
                saved.Properties.Select(p => KeyValuePair.Create(p.Name, ToNode(p.Value)))
            ),
            string text => JsonValue.Create(text),
            IDictionary map => new JsonObject(
                map.Cast<DictionaryEntry>()
                    .Select(e => KeyValuePair.Create(e.Key.ToString()!, ToNode(e.Value)))
                    .OrderBy(member => member.Key, StringComparer.Ordinal)
            ),
            IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(ToNode)]),
            DateTime time => JsonValue.Create(new DateTimeOffset(time)),
            _ => JsonSerializer.SerializeToNode(value, value.GetType()),
        };

    private static DateTimeOffset ToTime(PSObject time) =>
        time.Properties["UtcDateTime"]?.Value is DateTime utc ? new DateTimeOffset(utc) : default;
}
