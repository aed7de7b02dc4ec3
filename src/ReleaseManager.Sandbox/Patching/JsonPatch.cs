using System.Globalization;
using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;
using ReleaseManager.Sandbox.Registry;

namespace ReleaseManager.Sandbox.Patching;

/// <summary>JSON patch (RFC 6902).</summary>
internal static class JsonPatch
{
    /// <summary>Applies the steps of a patch, all or none.</summary>
    /// <exception cref="ApiErrorException">The patch is malformed, does not fit, or a test in it failed.</exception>
    public static JsonObject Apply(JsonObject target, JsonNode? patch)
    {
        if (patch is not JsonArray steps)
        {
            throw ApiErrorException.BadRequest("error decoding patch: a JSON patch is a list");
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
        switch (step.TextAt("op"))
        {
            case "add":
                Add(ref root, path, step.At("value")?.DeepClone());
                break;
            case "remove":
                Remove(root, path);
                break;
            case "replace":
                if (path.Length > 0)
                {
                    Remove(root, path);
                }

                Add(ref root, path, step.At("value")?.DeepClone());
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
                if (!JsonNode.DeepEquals(Find(root, path), step.At("value")))
                {
                    throw Unfit($"testing value {step.TextAt("path")} failed");
                }

                break;
            default:
                throw ApiErrorException.BadRequest("error decoding patch: unknown operation");
        }
    }

    private static string[] Path(JsonNode? step, string member) =>
        step.TextAt(member) is { } text && (text.Length == 0 || text[0] == '/')
            ?
            [
                .. text.Split('/')
                    .Skip(1)
                    .Select(part =>
                        part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)
                    ),
            ]
            : throw ApiErrorException.BadRequest($"error decoding patch: no usable \"{member}\"");

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

    private static ApiErrorException Unfit(string why) =>
        new(422, "Invalid", $"the server rejected our request due to an error in our request: {why}");
}
