using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Releases;

/// <summary>Turns JSON into dictionaries, lists and simple values, for those who know nothing of JSON.</summary>
internal static class PlainValues
{
    /// <summary>The members of an object, in stored order, the last of repeated ones; nothing for anything else.</summary>
    public static IReadOnlyDictionary<string, object?> From(JsonElement? json)
    {
        var values = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        if (json is { ValueKind: JsonValueKind.Object } members)
        {
            foreach (var member in members.EnumerateObject())
            {
                values[GoJson.Read(JsonMarshal.GetRawUtf8PropertyName(member))] = One(member.Value);
            }
        }

        return values;
    }

    /// <summary>One value; null for none.</summary>
    public static object? Of(JsonNode? json) => json is null ? null : One(JsonElement.Parse(json.ToJsonString()));

    private static object? One(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.Object => From(json),
            JsonValueKind.Array => json.EnumerateArray().Select(One).ToArray(),
            JsonValueKind.String => GoJson.Read(JsonMarshal.GetRawUtf8Value(json)[1..^1]),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number when json.TryGetInt64(out var whole) => whole,
            JsonValueKind.Number when json.TryGetDecimal(out var exact) => exact,
            JsonValueKind.Number => json.GetDouble(),
            _ => null,
        };
}
