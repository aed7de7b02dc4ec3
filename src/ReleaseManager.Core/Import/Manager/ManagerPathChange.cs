using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ReleaseManager.Core.Import.Rewrite;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Manager;

/// <summary>
/// Gives the objects of a daemon's release another path: in configuration files (<c>path:</c>, in ConfigMaps and Secrets), in arguments
/// (<c>--path</c>) and in the variable <c>RELEASEMANAGER_PATH</c>. Each becomes what the chart would have rendered with that path.
/// </summary>
/// <param name="from">The path that this revision names.</param>
/// <param name="to">The path that it shall name.</param>
internal sealed partial class ManagerPathChange(string from, string to) : IObjectChange
{
    private const string Flag = "--path";
    private const string Variable = "RELEASEMANAGER_PATH";

    private readonly Regex _line = new(
        $"""^(?<key>path:[ \t]+)(?<quote>["']?){Regex.Escape(from)}\k<quote>(?<end>[ \t]*\r?)$""",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1)
    );

    /// <summary>Whether an object named the old path.</summary>
    public bool WasFound { get; private set; }

    public bool MayConcern(ReadOnlySpan<byte> body) => true;

    public JsonObject? Apply(JsonObject item, RewriteNotes notes)
    {
        var changed = (JsonObject)item.DeepClone();
        var places = new List<string>();
        switch (ObjectText.Kind(item))
        {
            case "ConfigMap":
                MoveFiles(changed["data"], "/data", places, isEncoded: false);
                break;
            case "Secret":
                MoveFiles(changed["data"], "/data", places, isEncoded: true);
                MoveFiles(changed["stringData"], "/stringData", places, isEncoded: false);
                break;
            default:
                MoveContainers(changed, "", places);
                break;
        }

        if (places.Count == 0)
        {
            return item;
        }

        WasFound = true;
        foreach (var place in places)
        {
            notes.Change($"{ObjectText.Describe(changed)}: {place} names the new path");
        }

        return changed;
    }

    /// <summary>What the release tells of itself with the new path in it; null where it does not name the old one. The chart quotes it there, so that no word is taken for it.</summary>
    public string? Notes(string notes)
    {
        var moved = notes.Replace($"'{from}'", $"'{to}'", StringComparison.Ordinal);
        return moved == notes ? null : moved;
    }

    private void MoveFiles(JsonNode? data, string path, List<string> places, bool isEncoded)
    {
        var files = data as JsonObject ?? [];
        foreach (var (name, node) in files.ToList())
        {
            if (!ConfigFile().IsMatch(name) || Content(node.Text(), isEncoded) is not { } content)
            {
                continue;
            }

            var moved = _line.Replace(content, Moved);
            if (moved != content)
            {
                files[name] = isEncoded ? Convert.ToBase64String(Encoding.UTF8.GetBytes(moved)) : moved;
                places.Add($"{path}/{JsonPaths.Step(name)}");
            }
        }
    }

    private string Moved(Match line)
    {
        var quote = line.Groups["quote"].Value;
        var value = IsPlain(to) ? quote + to + quote : JsonValue.Create(to).ToJsonString();
        return line.Groups["key"].Value + value + line.Groups["end"].Value;
    }

    private void MoveContainers(JsonNode? node, string path, List<string> places)
    {
        foreach (var (name, member) in (node as JsonObject)?.ToList() ?? [])
        {
            var at = $"{path}/{JsonPaths.Step(name)}";
            if (name is not ("containers" or "initContainers"))
            {
                MoveContainers(member, at, places);
                continue;
            }

            foreach (
                var (container, index) in (member as JsonArray ?? []).Select((one, index) => (one as JsonObject, index))
            )
            {
                MoveArguments(container?["command"], $"{at}/{index}/command", places);
                MoveArguments(container?["args"], $"{at}/{index}/args", places);
                MoveVariable(container?["env"], $"{at}/{index}/env", places);
            }
        }
    }

    private void MoveArguments(JsonNode? arguments, string path, List<string> places)
    {
        var list = arguments as JsonArray ?? [];
        for (var at = 0; at < list.Count; at++)
        {
            var isValue = at > 0 && list[at - 1].Text() == Flag && list[at].Text() == from;
            if (isValue || list[at].Text() == $"{Flag}={from}")
            {
                list[at] = isValue ? to : $"{Flag}={to}";
                places.Add($"{path}/{at}");
            }
        }
    }

    private void MoveVariable(JsonNode? variables, string path, List<string> places)
    {
        foreach (var (one, at) in (variables as JsonArray ?? []).Select((one, at) => (one as JsonObject, at)))
        {
            if (one is not null && one["name"].Text() == Variable && one["value"].Text() == from)
            {
                one["value"] = to;
                places.Add($"{path}/{at}/value");
            }
        }
    }

    private static string? Content(string? text, bool isEncoded) =>
        isEncoded && text is not null ? ObjectText.Decoded(text) : text;

    /// <summary>Whether YAML reads it as itself, however it is quoted.</summary>
    private static bool IsPlain(string text) => PlainText().IsMatch(text) && text.Any(char.IsAsciiLetter);

    [GeneratedRegex(@"\.ya?ml$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ConfigFile();

    [GeneratedRegex(
        "^[A-Za-z0-9./][-A-Za-z0-9._/]*$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex PlainText();
}
