using System.Text.Json;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Rewrite;

/// <summary>The rules of an import, ready to be applied, and which of them ever matched.</summary>
internal sealed class ObjectRules
{
    private readonly IReadOnlyList<Rule> _rules;

    /// <exception cref="ReleaseManagerException">A rule says nothing that could be done; it is named by its position.</exception>
    public ObjectRules(IReadOnlyList<ObjectRule> rules)
    {
        _rules = [.. rules.Select((rule, at) => Read(rule, at + 1))];
    }

    /// <summary>Positions, from 1, of the rules that matched no object so far.</summary>
    public IReadOnlyList<int> Unused => [.. _rules.Where(rule => !rule.WasUsed).Select(rule => rule.Position)];

    /// <summary>The rules for the objects of one release.</summary>
    /// <param name="name">The release's name.</param>
    /// <param name="ns">The namespace in which its objects stand that name none.</param>
    public IEnumerable<IObjectChange> For(string name, string ns) =>
        _rules
            .Where(rule => NamePattern.IsAnyMatchOrNone(rule.Releases, name))
            .Select(rule => new RuleChange(rule, ns));

    private static Rule Read(ObjectRule rule, int position)
    {
        var ways = (rule.Merge is null ? 0 : 1) + (rule.Patch is null ? 0 : 1) + (rule.Replace.Count == 0 ? 0 : 1);
        if (ways != 1)
        {
            throw Invalid(position, "it has to say just one of merge, patch and replace");
        }

        foreach (var replacement in rule.Replace)
        {
            if (!replacement.Path.StartsWith('/') || replacement.From.Length == 0)
            {
                throw Invalid(
                    position,
                    "a replacement needs a path that begins with a slash and the text to be replaced"
                );
            }
        }

        return new Rule
        {
            Position = position,
            Kinds = NamePattern.ParseAll(rule.Match.Kinds),
            Names = NamePattern.ParseAll(rule.Match.Names),
            Namespaces = NamePattern.ParseAll(rule.Match.Namespaces),
            Releases = NamePattern.ParseAll(rule.Match.Releases),
            Labels = rule.Match.Labels.ToDictionary(
                label => label.Key,
                label => NamePattern.Parse(label.Value),
                StringComparer.Ordinal
            ),
            Merge = rule.Merge is null ? null : Merge(rule.Merge, position),
            Patch = rule.Patch is null ? null : Patch(rule.Patch, position),
            Replace = rule.Replace,
        };
    }

    private static JsonObject Merge(string text, int position)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? throw Invalid(position, "its merge is no JSON object");
        }
        catch (JsonException)
        {
            throw Invalid(position, "its merge is not JSON");
        }
    }

    private static JsonNode Patch(string text, int position)
    {
        try
        {
            var patch = JsonNode.Parse(text);
            JsonPatch.Check(patch);
            return patch!;
        }
        catch (JsonException)
        {
            throw Invalid(position, "its patch is not JSON");
        }
        catch (JsonPatchException error)
        {
            throw Invalid(position, $"its patch is no JSON patch ({error.Message})");
        }
    }

    private static ImportException Invalid(int position, string why) =>
        new("RuleInvalid", ErrorKind.Usage, $"Rule {position} of the changes cannot be used: {why}.")
        {
            Target = $"rule {position}",
            Advice = "See the help of -Modify (--modify) for what a rule may say.",
        };

    /// <summary>A rule with its patterns read.</summary>
    internal sealed class Rule
    {
        public required int Position { get; init; }

        public required IReadOnlyList<NamePattern> Kinds { get; init; }

        public required IReadOnlyList<NamePattern> Names { get; init; }

        public required IReadOnlyList<NamePattern> Namespaces { get; init; }

        public required IReadOnlyList<NamePattern> Releases { get; init; }

        public required IReadOnlyDictionary<string, NamePattern> Labels { get; init; }

        public JsonObject? Merge { get; init; }

        public JsonNode? Patch { get; init; }

        public required IReadOnlyList<ObjectRuleReplacement> Replace { get; init; }

        public bool WasUsed { get; set; }
    }
}
