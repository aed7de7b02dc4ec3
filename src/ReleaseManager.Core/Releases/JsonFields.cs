using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Releases;

/// <summary>The fields in which two objects differ.</summary>
internal static class JsonFields
{
    /// <summary>A field that differs; null stands for one that is not there.</summary>
    public readonly record struct Difference(string Path, JsonNode? Old, JsonNode? New);

    public static IEnumerable<Difference> Compare(JsonNode? old, JsonNode? @new, string path = "")
    {
        switch (old, @new)
        {
            case (JsonObject before, JsonObject after):
                return before
                    .Select(member => member.Key)
                    .Union(after.Select(member => member.Key), StringComparer.Ordinal)
                    .SelectMany(name => Compare(before[name], after[name], Join(path, name)));
            case (JsonArray before, JsonArray after) when before.Count == after.Count:
                return before.Zip(after).SelectMany((pair, at) => Compare(pair.First, pair.Second, Index(path, at)));
            default:
                return JsonNode.DeepEquals(old, @new) ? [] : [new Difference(path, old, @new)];
        }
    }

    /// <summary>A value that is short and simple; null for any other.</summary>
    public static string? Short(JsonNode? node) =>
        node switch
        {
            null => "none",
            JsonArray items => string.Create(CultureInfo.InvariantCulture, $"{items.Count} items"),
            JsonValue when node.GetValueKind() is not JsonValueKind.String => node.ToJsonString(),
            JsonValue when node.GetValue<string>() is { Length: <= 80 } text && !text.Any(char.IsControl) => text,
            _ => null,
        };

    private static string Index(string path, int at) => string.Create(CultureInfo.InvariantCulture, $"{path}[{at}]");

    private static string Join(string path, string name)
    {
        var plain = name.All(unit => char.IsAsciiLetterOrDigit(unit) || unit is '-' or '_');
        return plain ? (path.Length == 0 ? name : $"{path}.{name}") : $"{path}['{name}']";
    }
}
