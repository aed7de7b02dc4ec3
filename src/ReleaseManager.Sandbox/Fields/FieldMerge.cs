using System.Text.Json.Nodes;

namespace ReleaseManager.Sandbox.Fields;

/// <summary>Lays a configuration over an object by shape, and takes fields out of an object.</summary>
internal static class FieldMerge
{
    /// <summary>What the place holds when the configuration is laid over it; shares nothing with either.</summary>
    public static JsonNode? Merge(JsonNode? live, JsonNode? applied, FieldShape shape)
    {
        if (live is JsonObject before && applied is JsonObject after && !shape.Atomic)
        {
            var result = (JsonObject)before.DeepClone();
            foreach (var (name, value) in after)
            {
                result[name] = Merge(before[name], value, shape.Member(name));
            }

            return result;
        }

        return live is JsonArray left && applied is JsonArray right && shape.List is { } rule
            ? MergeLists(left, right, rule, shape.Item)
            : applied?.DeepClone();
    }

    /// <summary>Takes fields out; a place that is left empty by that goes too.</summary>
    /// <param name="gone">The fields to take out.</param>
    /// <param name="kept">Fields that somebody wants; an item that holds one of them stays.</param>
    public static void Remove(JsonNode? place, FieldSet gone, FieldSet kept, FieldShape shape)
    {
        if (place is JsonObject json)
        {
            foreach (var (element, fields) in gone.Children)
            {
                var name = element[2..];
                var (rest, inner) = (kept.Under(element), shape.Member(name));
                if (!json.TryGetPropertyValue(name, out var value))
                {
                    continue;
                }

                Remove(value, fields, rest, inner);
                if (rest.IsEmpty && (fields.Member || IsEmptied(value)))
                {
                    json.Remove(name);
                }
            }
        }
        else if (place is JsonArray list && shape.List is { } rule)
        {
            foreach (var (element, fields) in gone.Children)
            {
                for (var i = list.Count - 1; i >= 0; i--)
                {
                    if (rule.ElementOf(list[i]) != element)
                    {
                        continue;
                    }

                    var rest = kept.Under(element);
                    if (rest.IsEmpty && fields.Member)
                    {
                        list.RemoveAt(i);
                    }
                    else
                    {
                        Remove(list[i], WithoutKeys(fields, rule), rest, shape.Item);
                    }
                }
            }
        }
    }

    private static FieldSet WithoutKeys(FieldSet fields, ListRule rule)
    {
        var keys = new FieldSet();
        foreach (var key in rule.Keys)
        {
            keys.Add($"f:{key}", fields.Under($"f:{key}"));
        }

        return fields.Minus(keys);
    }

    private static bool IsEmptied(JsonNode? value) => value is JsonObject { Count: 0 } or JsonArray { Count: 0 };

    // The order is the configuration's; what only the live list has stays before the item that it stood before.
    private static JsonArray MergeLists(JsonArray left, JsonArray right, ListRule rule, FieldShape item)
    {
        var result = new JsonArray();
        string?[] leftElements = [.. left.Select(rule.ElementOf)];
        string?[] rightElements = [.. right.Select(rule.ElementOf)];
        var next = 0;
        for (var i = 0; i < right.Count; i++)
        {
            var at = Array.IndexOf(leftElements, rightElements[i]);
            TakeLeft(at);
            result.Add(Merge(at < 0 ? null : left[at], right[i], item));
        }

        TakeLeft(left.Count);
        return result;

        void TakeLeft(int end)
        {
            for (; next < end; next++)
            {
                if (!rightElements.Contains(leftElements[next]))
                {
                    result.Add(left[next]?.DeepClone());
                }
            }
        }
    }
}
