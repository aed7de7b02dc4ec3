using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Registry;

namespace ReleaseManager.Sandbox.Fields;

/// <summary>The sets of fields that values have, and in which values differ.</summary>
internal static class FieldSets
{
    private static readonly string[] Untracked =
    [
        "name",
        "namespace",
        "uid",
        "creationTimestamp",
        "generation",
        "managedFields",
        "resourceVersion",
        "selfLink",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
    ];

    /// <summary>An object without what no manager owns.</summary>
    /// <param name="status">True keeps the status and drops the rest; false does the opposite; null keeps both.</param>
    public static JsonObject Tracked(JsonObject json, bool? status)
    {
        var result = new JsonObject();
        foreach (var (name, value) in json)
        {
            if (
                name is "apiVersion" or "kind"
                || (status is { } only && only != (name == "status") && name != "metadata")
            )
            {
                continue;
            }

            result[name] = value?.DeepClone();
        }

        if (result["metadata"] is JsonObject metadata)
        {
            foreach (var name in Untracked)
            {
                metadata.Remove(name);
            }

            if (metadata.Count == 0)
            {
                result.Remove("metadata");
            }
        }

        return result;
    }

    /// <summary>All fields of a value.</summary>
    public static FieldSet Of(JsonNode? value, FieldShape shape)
    {
        var result = new FieldSet();
        switch (value)
        {
            case JsonObject { Count: > 0 } json when !shape.Atomic:
                foreach (var (name, member) in json)
                {
                    var child = Of(member, shape.Member(name));
                    child.Member |= shape.Map || child.IsEmpty;
                    result.Add($"f:{name}", child);
                }

                break;
            case JsonArray { Count: > 0 } list when shape.List is { } rule:
                foreach (var item in list)
                {
                    var child = Of(item, shape.Item);
                    child.Member = true;
                    if (rule.ElementOf(item) is { } element)
                    {
                        result.Add(element, child);
                    }
                }

                break;
            default:
                result.Member = true;
                break;
        }

        return result;
    }

    /// <summary>The fields that came, changed or went between two values of one place.</summary>
    public static (FieldSet Changed, FieldSet Removed) Compare(JsonNode? before, JsonNode? after, FieldShape shape)
    {
        var (changed, removed) = (new FieldSet(), new FieldSet());
        if (JsonNode.DeepEquals(before, after))
        {
            return (changed, removed);
        }

        if (
            before is JsonObject or null
            && after is JsonObject or null
            && !shape.Atomic
            && !(before is null && after is null)
        )
        {
            var (left, right) = (before as JsonObject ?? [], after as JsonObject ?? []);
            changed.Member = before is null && (shape.Map || right.Count == 0);
            removed.Member = after is null;
            foreach (var name in left.Select(each => each.Key).Union(right.Select(each => each.Key)))
            {
                Member($"f:{name}", left, right, name, shape.Member(name));
            }
        }
        else if (before is JsonArray or null && after is JsonArray or null && shape.List is { } rule)
        {
            var (left, right) = (ByElement(before as JsonArray, rule), ByElement(after as JsonArray, rule));
            changed.Member = before is null;
            removed.Member = after is null;
            foreach (var element in left.Keys.Union(right.Keys))
            {
                Descend(element, left.GetValueOrDefault(element), right.GetValueOrDefault(element), shape.Item);
                if (left.ContainsKey(element) != right.ContainsKey(element))
                {
                    Mark(left.ContainsKey(element) ? removed : changed, element);
                }
            }
        }
        else if (after is null)
        {
            removed = Of(before, shape);
        }
        else
        {
            changed = Of(after, shape);
            changed.Member = true;
            removed = before is null ? removed : Of(before, shape).Minus(changed);
        }

        return (changed, removed);

        void Member(string element, JsonObject left, JsonObject right, string name, FieldShape inner)
        {
            var (had, has) = (left.ContainsKey(name), right.ContainsKey(name));
            Descend(element, left[name], right[name], inner);
            if (had != has && (shape.Map || (had ? left[name] : right[name]) is null))
            {
                Mark(had ? removed : changed, element);
            }
        }

        void Descend(string element, JsonNode? left, JsonNode? right, FieldShape inner)
        {
            var (came, went) = Compare(left, right, inner);
            changed.Add(element, came);
            removed.Add(element, went);
        }
    }

    /// <summary>Refuses lists with repeated keys, as server-side apply does.</summary>
    /// <exception cref="ApiErrorException">A list names an item twice, or an item lacks its keys.</exception>
    public static void RequireDistinctItems(JsonNode? value, FieldShape shape, string failure, string path = "")
    {
        if (value is JsonObject json && !shape.Atomic)
        {
            foreach (var (name, member) in json)
            {
                RequireDistinctItems(member, shape.Member(name), failure, $"{path}.{name}");
            }
        }
        else if (value is JsonArray list && shape.List is { } rule)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            for (var i = 0; i < list.Count; i++)
            {
                var element =
                    rule.ElementOf(list[i])
                    ?? throw ApiErrorException.Internal(
                        $"{failure}: {path}: element {i}: associative list with keys has an element that omits key field "
                            + $"\"{rule.Keys[0]}\" (and doesn't have default value)"
                    );
                if (!seen.Add(element))
                {
                    throw ApiErrorException.Internal(
                        $"{failure}: {path}: duplicate entries for key {FieldSet.Shown(element)}"
                    );
                }

                RequireDistinctItems(list[i], shape.Item, failure, path + FieldSet.Shown(element));
            }
        }
    }

    private static void Mark(FieldSet set, string element)
    {
        var child = set.Under(element);
        child.Member = true;
        set.Add(element, child);
    }

    private static Dictionary<string, JsonNode?> ByElement(JsonArray? list, ListRule rule)
    {
        var result = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var item in list ?? [])
        {
            if (rule.ElementOf(item) is { } element)
            {
                // Of repeated keys, which only POST lets in, the last one counts.
                result[element] = item;
            }
        }

        return result;
    }
}
