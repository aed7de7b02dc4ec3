using System.Globalization;
using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Releases;

/// <summary>JSON patch (RFC 6902).</summary>
public static class JsonPatch
{
    /// <summary>Looks at a patch without applying it.</summary>
    /// <exception cref="JsonPatchException">It is none.</exception>
    public static void Check(JsonNode? patch)
    {
        if (patch is not JsonArray { Count: > 0 } steps)
        {
            throw Malformed("a JSON patch is a list of steps");
        }

        foreach (var step in steps)
        {
            var op = Text(step, "op");
            Path(step, "path");
            if (op is "move" or "copy")
            {
                Path(step, "from");
            }
            else if (op is "add" or "replace" or "test")
            {
                _ =
                    step is JsonObject members && members.ContainsKey("value")
                        ? members
                        : throw Malformed("no \"value\"");
            }
            else if (op is not "remove")
            {
                throw Malformed("unknown operation");
            }
        }
    }

    /// <summary>Applies the steps of a patch, all or none.</summary>
    /// <param name="target">It is not changed.</param>
    /// <param name="patch">The steps.</param>
    /// <exception cref="JsonPatchException">The patch is none, does not fit, or a test in it failed.</exception>
    public static JsonObject Apply(JsonObject target, JsonNode? patch)
    {
        if (patch is not JsonArray steps)
        {
            throw Malformed("a JSON patch is a list");
        }

        JsonNode? result = target.DeepClone();
        foreach (var step in steps)
        {
            Step(ref result, step);
        }

        return result as JsonObject ?? throw Unfit("the result is no object");
    }

    private static void Step(ref JsonNode? root, JsonNode? step)
    {
        var path = Path(step, "path");
        switch (Text(step, "op"))
        {
            case "add":
                Add(ref root, path, step!["value"]?.DeepClone());
                break;
            case "remove":
                Remove(root, path);
                break;
            case "replace":
                if (path.Length > 0)
                {
                    Remove(root, path);
                }

                Add(ref root, path, step!["value"]?.DeepClone());
                break;
            case "move":
                var moved = Find(root, Path(step, "from"))?.DeepClone();
                Remove(root, Path(step, "from"));
                Add(ref root, path, moved);
                break;
            case "copy":
                Add(ref root, path, Find(root, Path(step, "from"))?.DeepClone());
                break;
            case "test":
                if (!JsonNode.DeepEquals(Find(root, path), step!["value"]))
                {
                    throw Unfit($"testing value {Text(step, "path")} failed");
                }

                break;
            default:
                throw Malformed("unknown operation");
        }
    }

    private static string[] Path(JsonNode? step, string member) =>
        Text(step, member) is { } text && (text.Length == 0 || text[0] == '/')
            ?
            [
                .. text.Split('/')
                    .Skip(1)
                    .Select(part =>
                        part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)
                    ),
            ]
            : throw Malformed($"no usable \"{member}\"");

    private static JsonNode? Find(JsonNode? node, ReadOnlySpan<string> path)
    {
        foreach (var part in path)
        {
            node = node switch
            {
                JsonObject json when json.TryGetPropertyValue(part, out var member) => member,
                JsonArray list => list[Index(part, list.Count - 1)],
                _ => throw Unfit($"no value at /{string.Join('/', path!)}"),
            };
        }

        return node;
    }

    private static void Add(ref JsonNode? root, string[] path, JsonNode? value)
    {
        if (path.Length == 0)
        {
            root = value;
            return;
        }

        switch (Find(root, path.AsSpan(0, path.Length - 1)))
        {
            case JsonObject json:
                json[path[^1]] = value;
                break;
            case JsonArray list:
                list.Insert(path[^1] == "-" ? list.Count : Index(path[^1], list.Count), value);
                break;
            default:
                throw Unfit($"no place at /{string.Join('/', path)}");
        }
    }

    private static void Remove(JsonNode? root, string[] path)
    {
        var parent = path.Length == 0 ? null : Find(root, path.AsSpan(0, path.Length - 1));
        switch (parent)
        {
            case JsonObject json when json.Remove(path[^1]):
                break;
            case JsonArray list:
                list.RemoveAt(Index(path[^1], list.Count - 1));
                break;
            default:
                throw Unfit($"no value at /{string.Join('/', path)}");
        }
    }

    private static int Index(string part, int last) =>
        int.TryParse(part, CultureInfo.InvariantCulture, out var index) && index >= 0 && index <= last
            ? index
            : throw Unfit($"no item {part}");

    private static string? Text(JsonNode? step, string member) =>
        step is JsonObject members && members[member] is JsonValue value && value.TryGetValue<string>(out var text)
            ? text
            : null;

    private static JsonPatchException Malformed(string why) => new(why, isMalformed: true);

    private static JsonPatchException Unfit(string why) => new(why, isMalformed: false);
}
