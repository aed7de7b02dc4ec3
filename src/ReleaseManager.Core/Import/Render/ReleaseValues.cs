using System.Text.Json.Nodes;

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
