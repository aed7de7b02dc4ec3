using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import;

/// <summary>Reads the file of rules by which objects are changed on their way: a YAML or JSON list.</summary>
public static class ObjectRuleFile
{
    private const string Example =
        "A rule looks like: - {match: {kind: Deployment, name: web}, merge: {spec: {replicas: 0}}}";

    /// <summary>Reads the rules of a file.</summary>
    /// <exception cref="ReleaseManagerException">The file cannot be read, or is not such a list.</exception>
    public static async Task<IReadOnlyList<ObjectRule>> ReadAsync(string path, CancellationToken stop)
    {
        try
        {
            return Parse(await File.ReadAllTextAsync(path, stop), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ImportException(
                "RulesUnreadable",
                ErrorKind.Usage,
                $"The file of rules '{path}' cannot be read.",
                error
            )
            {
                Target = path,
                Advice = "Give the path of a YAML file with a list of rules.",
            };
        }
    }

    /// <summary>Reads the rules.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <exception cref="ReleaseManagerException">It is not such a list; the message names the rule by its position.</exception>
    public static IReadOnlyList<ObjectRule> Parse(string text, string path)
    {
        JsonNode? json;
        try
        {
            json = YamlReader.Read(text);
        }
        catch (RecordException error)
        {
            throw Invalid(path, $"is not YAML: {error.Message}");
        }

        return json is JsonArray items
            ? [.. items.Select((item, at) => Rule(item, path, at + 1))]
            : throw Invalid(path, "is no list of rules.");
    }

    private static ObjectRule Rule(JsonNode? node, string path, int position)
    {
        var rule = Members(node, "it is no mapping", "match", "merge", "patch", "replace");
        var match = Members(
            rule["match"] ?? new JsonObject(),
            "its match is no mapping",
            "kind",
            "name",
            "namespace",
            "release",
            "labels"
        );
        return new ObjectRule
        {
            Match = new ObjectRuleMatch
            {
                Kinds = Texts(match["kind"], "kind"),
                Names = Texts(match["name"], "name"),
                Namespaces = Texts(match["namespace"], "namespace"),
                Releases = Texts(match["release"], "release"),
                Labels = Members(match["labels"] ?? new JsonObject(), "its labels are no mapping")
                    .ToDictionary(
                        label => label.Key,
                        label => Texts(label.Value, "labels") is [var one] ? one : throw Bad("a label needs one value"),
                        StringComparer.Ordinal
                    ),
            },
            Merge = rule["merge"]?.ToJsonString(),
            Patch = rule["patch"]?.ToJsonString(),
            Replace = rule["replace"] is { } replace
                ? [.. (replace as JsonArray ?? throw Bad("its replace is no list")).Select(Replacement)]
                : [],
        };

        ObjectRuleReplacement Replacement(JsonNode? step)
        {
            var members = Members(step, "a replacement is no mapping", "path", "from", "to");
            return new ObjectRuleReplacement(One("path"), One("from"), One("to"));

            string One(string name) =>
                Texts(members[name], name) is [var one] ? one : throw Bad("a replacement needs path, from and to");
        }

        JsonObject Members(JsonNode? of, string otherwise, params string[] known)
        {
            var members = of as JsonObject ?? throw Bad(otherwise);
            return
                known.Length > 0 && members.Select(member => member.Key).Except(known).FirstOrDefault() is { } unknown
                ? throw Bad($"'{unknown}' is not one of {string.Join(", ", known)}")
                : members;
        }

        IReadOnlyList<string> Texts(JsonNode? of, string name) =>
            of switch
            {
                null => [],
                JsonArray list =>
                [
                    .. list.Select(one => Texts(one, name) is [var text] ? text : throw Bad($"its {name} is no text")),
                ],
                JsonValue value => [value.TryGetValue<string>(out var text) ? text : value.ToJsonString()],
                _ => throw Bad($"its {name} is no text and no list of texts"),
            };

        ImportException Bad(string why) => Invalid(path, $"has a rule {position} that cannot be read: {why}.");
    }

    private static ImportException Invalid(string path, string why) =>
        new("RuleInvalid", ErrorKind.Usage, $"The file of rules '{path}' {why}") { Target = path, Advice = Example };
}
