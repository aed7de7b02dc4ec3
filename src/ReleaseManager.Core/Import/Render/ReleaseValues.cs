using System.Text.Json;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Render;

/// <summary>
/// Lays values over others as Helm does with several values files: maps are merged, all else is replaced, lists too. A null stays: Helm takes it as the wish
/// to have the chart's default away (pkg/chartutil/coalesce.go).
/// </summary>
internal static class ReleaseValues
{
    /// <returns>A new object; neither argument is changed.</returns>
    public static JsonObject Merge(JsonObject below, JsonObject above)
    {
        var merged = (JsonObject)below.DeepClone();
        foreach (var (key, value) in above)
        {
            merged[key] =
                value is JsonObject map && merged[key] is JsonObject under ? Merge(under, map) : value?.DeepClone();
        }

        return merged;
    }

    /// <summary>The part of new values for which the release sets a value itself.</summary>
    /// <param name="own">The release's own values.</param>
    /// <param name="values">The new ones.</param>
    /// <param name="ignored">Takes the keys that are left out, as paths with dots.</param>
    public static JsonObject OnlySet(JsonObject own, JsonObject values, ICollection<string> ignored) =>
        OnlySet(own, values, "", ignored);

    /// <summary>New values of the form that the release has in their places.</summary>
    /// <param name="own">The release's own values.</param>
    /// <param name="updates">Later ones count before earlier ones.</param>
    /// <param name="ignored">Takes the keys for which the release sets nothing.</param>
    public static JsonObject Updated(JsonObject own, IEnumerable<ValueUpdate> updates, ICollection<string> ignored)
    {
        var values = new JsonObject();
        foreach (var update in updates)
        {
            if (ValuePath.Find(own, update.Key) is { } steps)
            {
                var there = own.At([.. steps]);
                values = Merge(values, steps.Reverse().Aggregate(Typed(there, update.Text), Within).AsObject());
            }
            else
            {
                ignored.Add(update.Key);
            }
        }

        return values;

        static JsonNode Within(JsonNode value, string key) => new JsonObject { [key] = value };
    }

    /// <summary>A text as the type of what is there; itself where it cannot be of that type.</summary>
    private static JsonNode Typed(JsonNode? there, string text)
    {
        var kind = there?.GetValueKind();
        if (kind is JsonValueKind.True or JsonValueKind.False && text is "true" or "false")
        {
            return text is "true";
        }

        return kind is JsonValueKind.Number && Number(text) is { } number ? number : JsonValue.Create(text);
    }

    private static JsonNode? Number(string text)
    {
        try
        {
            // Blanks are allowed around JSON, and are no part of a number.
            return
                JsonNode.Parse(text) is { } node
                && node.ToJsonString() == text
                && node.GetValueKind() is JsonValueKind.Number
                ? node
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonObject OnlySet(JsonObject own, JsonObject values, string path, ICollection<string> ignored)
    {
        var kept = new JsonObject();
        foreach (var (key, value) in values)
        {
            if (!own.TryGetPropertyValue(key, out var there))
            {
                ignored.Add(path + key);
            }
            else if (value is JsonObject map && there is JsonObject under)
            {
                kept[key] = OnlySet(under, map, $"{path}{key}.", ignored);
            }
            else
            {
                kept[key] = value?.DeepClone();
            }
        }

        return kept;
    }
}
