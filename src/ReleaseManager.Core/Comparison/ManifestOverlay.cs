using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Comparison;

/// <summary>
/// Lays what a manifest sets over a live object, by structure alone: the second best judge of drift, for where the cluster does not let its own be asked.
/// Where it knows no better it takes live for right: what a manifest leaves empty, another spelling of a quantity, items that somebody added to a list
/// whose items have names.
/// </summary>
internal static class ManifestOverlay
{
    // The keys by which Kubernetes' own lists are merged (x-kubernetes-list-map-keys), the telling ones first.
    private static readonly string[] ItemKeys =
    [
        "name",
        "containerPort",
        "mountPath",
        "devicePath",
        "topologyKey",
        "port",
        "ip",
        "type",
    ];

    /// <summary>The live object, with what the manifest says otherwise; what is equal stays spelled as it is live.</summary>
    public static JsonNode? On(JsonNode? live, JsonNode? wanted) => On(live, wanted, isQuantity: false);

    /// <summary>The live object, changed only where two ways to expect another one both do; then as the first expects it.</summary>
    public static JsonNode? Agreed(JsonNode? live, JsonNode? first, JsonNode? second)
    {
        switch (live, first, second)
        {
            case var _ when JsonNode.DeepEquals(live, second):
                return live?.DeepClone();
            case (JsonObject there, JsonObject one, JsonObject other):
                var members = there
                    .Select(member => member.Key)
                    .Union(one.Select(member => member.Key), StringComparer.Ordinal)
                    .Select(name => KeyValuePair.Create(name, Agreed(there[name], one[name], other[name])));
                return new JsonObject(members.Where(member => member.Value is not null));
            case (JsonArray there, JsonArray one, JsonArray other)
                when there.Count == one.Count && there.Count == other.Count:
                return new JsonArray([.. there.Select((item, at) => Agreed(item, one[at], other[at]))]);
            default:
                return first?.DeepClone();
        }
    }

    private static JsonNode? On(JsonNode? live, JsonNode? wanted, bool isQuantity) =>
        (live, wanted) switch
        {
            (JsonObject there, JsonObject members) => OnMembers(there, members, isQuantity),
            (JsonArray there, JsonArray items) => OnItems(there, items),
            (null, _) when IsEmpty(wanted) => null,
            _ when AreSame(live, wanted, isQuantity) => live?.DeepClone(),
            _ => wanted?.DeepClone(),
        };

    private static JsonObject OnMembers(JsonObject live, JsonObject wanted, bool areQuantities)
    {
        var result = (JsonObject)live.DeepClone();
        foreach (var (name, value) in wanted)
        {
            var laid = On(live[name], value, areQuantities || HoldsQuantities(name));
            if (laid is not null || live.ContainsKey(name))
            {
                result[name] = laid;
            }
        }

        return result;
    }

    private static JsonArray OnItems(JsonArray live, JsonArray wanted)
    {
        if (KeyOf(wanted) is not { } key || KeyOf(live) != key)
        {
            return live.Count == wanted.Count
                ? [.. live.Zip(wanted).Select(pair => On(pair.First, pair.Second, isQuantity: false))]
                : (JsonArray)wanted.DeepClone();
        }

        var left = wanted.ToList();
        var result = new JsonArray();
        foreach (var item in live)
        {
            // Repeated keys, which POST takes, stand for each other in their order.
            var at = left.FindIndex(other => AreSame(item![key], other![key], isQuantity: false));
            result.Add(at < 0 ? item!.DeepClone() : On(item, left[at], isQuantity: false));
            if (at >= 0)
            {
                left.RemoveAt(at);
            }
        }

        left.ForEach(item => result.Add(item!.DeepClone()));
        return result;
    }

    private static string? KeyOf(JsonArray items) =>
        items.Count == 0
            ? null
            : ItemKeys.FirstOrDefault(key =>
                items.All(item => item is JsonObject members && members[key] is JsonValue)
            );

    private static bool AreSame(JsonNode? live, JsonNode? wanted, bool isQuantity) =>
        JsonNode.DeepEquals(live, wanted)
        || (isQuantity && live is JsonValue && wanted is JsonValue && Quantities.AreEqual($"{live}", $"{wanted}"));

    /// <summary>What Go leaves out of JSON, so that it does not come back from the API.</summary>
    private static bool IsEmpty(JsonNode? wanted) =>
        wanted switch
        {
            null => true,
            JsonObject members => members.All(member => IsEmpty(member.Value)),
            JsonArray items => items.Count == 0,
            _ => wanted.GetValueKind() switch
            {
                JsonValueKind.False => true,
                JsonValueKind.String => wanted.GetValue<string>().Length == 0,
                JsonValueKind.Number => wanted.ToJsonString() is "0",
                _ => false,
            },
        };

    private static bool HoldsQuantities(string member) =>
        member
            is "limits"
                or "requests"
                or "capacity"
                or "hard"
                or "default"
                or "defaultRequest"
                or "max"
                or "min"
                or "overhead"
                or "averageValue"
                or "targetAverageValue"
                or "divisor"
                or "sizeLimit";
}
