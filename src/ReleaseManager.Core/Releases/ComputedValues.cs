using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Releases;

/// <summary>
/// The values that a chart is rendered with: the user's over the chart's defaults, as <c>helm get values --all</c> computes them from a record
/// (<c>CoalesceValues</c> in Helm's chartutil, v3.21 and v4.2). Of subcharts nothing is left to be done: Helm has put their defaults, their globals and what
/// <c>import-values</c> takes from them into the stored values of a chart that has any.
/// </summary>
public static class ComputedValues
{
    /// <summary>Computes them.</summary>
    /// <returns>A new object with sorted names, as Helm writes them; empty where neither user nor chart says anything.</returns>
    public static JsonObject Of(Release release)
    {
        ArgumentNullException.ThrowIfNull(release);
        var values = Node(release.Config);
        var defaults = Node(release.ChartValues);

        // Helm 4 takes empty defaults for none; Helm 3 lets templates see them as null. The record tells which of them wrote it.
        if (release.ApplyMethod is not null)
        {
            RemoveNulls(defaults);
        }

        foreach (var (name, value) in defaults)
        {
            if (!values.TryGetPropertyValue(name, out var own))
            {
                values[name] = value?.DeepClone();
            }
            else if (own is null)
            {
                values.Remove(name);
            }
            else if (own is JsonObject map && value is JsonObject below)
            {
                Lay(map, below);
            }
        }

        return Sorted(values);
    }

    /// <summary>Maps are merged, all else of the user's stays; a null takes a default away, and stays where there is none.</summary>
    private static void Lay(JsonObject above, JsonObject below)
    {
        foreach (var (name, value) in below)
        {
            if (!above.TryGetPropertyValue(name, out var own))
            {
                above[name] = value?.DeepClone();
            }
            else if (own is null && value is not null)
            {
                above.Remove(name);
            }
            else if (own is JsonObject map && value is JsonObject under)
            {
                Lay(map, under);
            }
        }
    }

    private static void RemoveNulls(JsonObject map)
    {
        foreach (var (name, value) in map.ToList())
        {
            if (value is null)
            {
                map.Remove(name);
            }
            else if (value is JsonObject below)
            {
                RemoveNulls(below);
            }
        }
    }

    private static JsonObject Sorted(JsonObject map)
    {
        var sorted = new JsonObject();
        foreach (var (name, value) in map.OrderBy(member => member.Key, StringComparer.Ordinal))
        {
            sorted[name] = Sorted(value);
        }

        return sorted;
    }

    private static JsonNode? Sorted(JsonNode? value) =>
        value switch
        {
            JsonObject map => Sorted(map),
            JsonArray items => new JsonArray([.. items.Select(Sorted)]),
            _ => value?.DeepClone(),
        };

    private static JsonObject Node(JsonElement? json) =>
        json is { } element && GoJson.ReadNode(element) is JsonObject map ? map : [];
}
