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
    public static object? Of(JsonNode? json) => One(json, map => map);

    /// <summary>The members of an object in its order.</summary>
    public static IReadOnlyDictionary<string, object?> From(JsonObject json) => From(json, map => map);

    /// <summary>One value.</summary>
    /// <param name="map">Makes of each map what the caller wants to have of it.</param>
    public static object? One(JsonNode? json, Func<IReadOnlyDictionary<string, object?>, object> map) =>
        json switch
        {
            null => null,
            JsonObject members => map(From(members, map)),
            JsonArray items => items.Select(item => One(item, map)).ToArray(),
            JsonValue text when text.TryGetValue<string>(out var read) => read,
            _ => Scalar(json),
        };

    private static OrderedDictionary<string, object?> From(
        JsonObject json,
        Func<IReadOnlyDictionary<string, object?>, object> map
    )
    {
        var values = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in json)
        {
            values[name] = One(value, map);
        }

        return values;
    }

    private static object? Scalar(JsonNode json)
    {
        using var document = JsonDocument.Parse(json.ToJsonString());
        return One(document.RootElement);
    }

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
