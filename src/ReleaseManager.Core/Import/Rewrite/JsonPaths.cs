using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Import.Rewrite;

/// <summary>Tells by JSON pointers (RFC 6901) where two objects differ, and never in what.</summary>
internal static class JsonPaths
{
    /// <returns>The places, in the order of the document; the highest ones where a part is on one side only.</returns>
    public static IReadOnlyList<string> Differing(JsonNode? before, JsonNode? after)
    {
        var paths = new List<string>();
        Compare(before, after, "", paths);
        return paths;
    }

    /// <summary>A member's name as a step of a pointer.</summary>
    public static string Step(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static void Compare(JsonNode? before, JsonNode? after, string path, List<string> paths)
    {
        switch (before, after)
        {
            case (JsonObject a, JsonObject b):
                foreach (var name in a.Select(member => member.Key).Union(b.Select(member => member.Key)))
                {
                    var (inA, inB) = (a.TryGetPropertyValue(name, out var x), b.TryGetPropertyValue(name, out var y));
                    if (inA && inB)
                    {
                        Compare(x, y, $"{path}/{Step(name)}", paths);
                    }
                    else
                    {
                        paths.Add($"{path}/{Step(name)}");
                    }
                }

                break;
            case (JsonArray a, JsonArray b) when a.Count == b.Count:
                for (var at = 0; at < a.Count; at++)
                {
                    Compare(a[at], b[at], $"{path}/{at}", paths);
                }

                break;
            default:
                if (!JsonNode.DeepEquals(before, after))
                {
                    paths.Add(path);
                }

                break;
        }
    }
}
