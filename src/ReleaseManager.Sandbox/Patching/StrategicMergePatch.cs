using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Fields;
using ReleaseManager.Sandbox.Json;

namespace ReleaseManager.Sandbox.Patching;

/// <summary>
/// Kubernetes' strategic merge patch for built-in kinds: lists with a merge key merge by it, and the directives
/// <c>$patch</c>, <c>$retainKeys</c>, <c>$deleteFromPrimitiveList</c> and <c>$setElementOrder</c> are followed.
/// </summary>
internal static class StrategicMergePatch
{
    private const string Order = "$setElementOrder/";
    private const string DeleteFrom = "$deleteFromPrimitiveList/";

    public static JsonObject Apply(JsonObject target, JsonObject patch, FieldShape shape)
    {
        if (patch.TextAt("$patch") == "replace")
        {
            var replaced = (JsonObject)patch.DeepClone();
            replaced.Remove("$patch");
            return replaced;
        }

        var result = patch.TextAt("$patch") == "delete" ? [] : (JsonObject)target.DeepClone();
        if (patch["$retainKeys"] is JsonArray retained)
        {
            string[] names = [.. retained.Texts()];
            foreach (var name in result.Select(member => member.Key).Except(names, StringComparer.Ordinal).ToList())
            {
                result.Remove(name);
            }
        }

        foreach (var (name, value) in patch)
        {
            if (name.StartsWith(DeleteFrom, StringComparison.Ordinal))
            {
                RemoveValues(result[name[DeleteFrom.Length..]] as JsonArray, value as JsonArray);
            }
            else if (name[0] != '$')
            {
                Member(result, name, value, shape.Member(name));
            }
        }

        foreach (var (name, value) in patch)
        {
            if (name.StartsWith(Order, StringComparison.Ordinal) && result[name[Order.Length..]] is JsonArray list)
            {
                result[name[Order.Length..]] = Sorted(list, (JsonArray)value!, shape.Member(name[Order.Length..]).List);
            }
        }

        return result;
    }

    private static void Member(JsonObject result, string name, JsonNode? value, FieldShape shape)
    {
        switch (value)
        {
            case null:
                result.Remove(name);
                break;
            case JsonObject inner:
                result[name] = Apply(result[name] as JsonObject ?? [], inner, shape);
                break;
            case JsonArray list when shape.List is { } rule:
                result[name] = Lists(result[name] as JsonArray ?? [], list, rule, shape.Item);
                break;
            default:
                result[name] = value.DeepClone();
                break;
        }
    }

    private static JsonArray Lists(JsonArray target, JsonArray patch, ListRule rule, FieldShape item)
    {
        if (rule.IsSet)
        {
            var values = (JsonArray)target.DeepClone();
            foreach (var value in patch.Where(value => !values.Any(each => JsonNode.DeepEquals(each, value))))
            {
                values.Add(value?.DeepClone());
            }

            return values;
        }

        var replace = patch.Objects().Any(each => each.TextAt("$patch") == "replace" && each.Count == 1);
        var result = replace ? [] : (JsonArray)target.DeepClone();
        foreach (var change in patch.Objects())
        {
            var key = change[rule.MergeKey];
            var at = -1;
            for (var i = 0; i < result.Count && key is not null; i++)
            {
                if (JsonNode.DeepEquals(result[i].At(rule.MergeKey), key))
                {
                    at = i;
                    break;
                }
            }

            switch (change.TextAt("$patch"))
            {
                case "replace" when change.Count == 1:
                    break;
                case "delete" when at >= 0:
                    result.RemoveAt(at);
                    break;
                case "delete":
                    break;
                default:
                    var merged = Apply(at < 0 ? [] : (JsonObject)result[at]!, change, item);
                    if (at < 0)
                    {
                        result.Add((JsonNode)merged);
                    }
                    else
                    {
                        result[at] = merged;
                    }

                    break;
            }
        }

        return result;
    }

    private static void RemoveValues(JsonArray? list, JsonArray? values)
    {
        for (var i = (list?.Count ?? 0) - 1; i >= 0; i--)
        {
            if (values?.Any(value => JsonNode.DeepEquals(value, list![i])) == true)
            {
                list!.RemoveAt(i);
            }
        }
    }

    // What the order names comes in that order; other items keep their place behind the item that they follow.
    private static JsonArray Sorted(JsonArray list, JsonArray order, ListRule? rule)
    {
        if (rule is null)
        {
            return (JsonArray)list.DeepClone();
        }

        var key = rule.IsSet ? null : rule.MergeKey;
        List<JsonNode?> rest = [.. list];
        var result = new JsonArray();
        var ranks = order.Select((each, i) => (Key: key is null ? each : each.At(key), i)).ToList();
        var named = rest.Where(item => Rank(item) >= 0).OrderBy(Rank).ToList();
        var next = 0;
        foreach (var item in rest)
        {
            var chosen = Rank(item) < 0 ? item : named[next++];
            result.Add(chosen?.DeepClone());
        }

        return result;

        int Rank(JsonNode? item)
        {
            var found = ranks.FindIndex(rank => JsonNode.DeepEquals(rank.Key, key is null ? item : item.At(key)));
            return found;
        }
    }
}
