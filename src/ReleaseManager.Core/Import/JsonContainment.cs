using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Import;

/// <summary>Whether a live object holds all that a manifest asks for, whatever the server has added.</summary>
internal static class JsonContainment
{
    public static bool Holds(JsonElement live, JsonNode? wanted) =>
        wanted switch
        {
            null => live.ValueKind == JsonValueKind.Null,
            JsonObject members => live.ValueKind == JsonValueKind.Object
                && members.All(member =>
                    live.TryGetProperty(member.Key, out var there) ? Holds(there, member.Value) : member.Value is null
                ),
            JsonArray items => live.ValueKind == JsonValueKind.Array
                && live.GetArrayLength() == items.Count
                && live.EnumerateArray().Zip(items).All(pair => Holds(pair.First, pair.Second)),
            _ => JsonNode.DeepEquals(JsonValue.Create(live), wanted),
        };
}
