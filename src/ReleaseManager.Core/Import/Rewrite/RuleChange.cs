using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Rewrite;

/// <summary>One rule, for the objects of one release. It never changes what an object is and where it stands.</summary>
/// <param name="ns">The namespace in which objects stand that name none.</param>
internal sealed class RuleChange(ObjectRules.Rule rule, string ns) : IObjectChange
{
    public bool MayConcern(ReadOnlySpan<byte> body) => true;

    public JsonObject? Apply(JsonObject item, RewriteNotes notes)
    {
        if (!Matches(item))
        {
            return item;
        }

        rule.WasUsed = true;
        var what = $"{ObjectText.Describe(item)}: rule {rule.Position}";
        if (Changed(item) is not { } changed)
        {
            notes.Misfit($"{what} does not fit: a step of its patch finds nothing where it points, or its test fails");
            return item;
        }

        var paths = JsonPaths.Differing(item, changed);
        if (
            paths.Any(path =>
                path is "/apiVersion" or "/kind" or "/metadata/name" or "/metadata/namespace" or "/metadata"
            )
        )
        {
            notes.Misfit($"{what} does not fit: it changes what the object is or where it stands, which no rule may");
            return item;
        }

        if (paths.Count == 0)
        {
            return item;
        }

        notes.Change($"{what} changes {string.Join(", ", paths)}");
        return changed;
    }

    private bool Matches(JsonObject item)
    {
        var labels = item.At("metadata", "labels") as JsonObject;
        return NamePattern.IsAnyMatchOrNone(rule.Kinds, ObjectText.Kind(item))
            && NamePattern.IsAnyMatchOrNone(rule.Names, ObjectText.Name(item))
            && NamePattern.IsAnyMatchOrNone(rule.Namespaces, ObjectText.Namespace(item) ?? ns)
            && rule.Labels.All(wanted => labels?[wanted.Key].Text() is { } value && wanted.Value.IsMatch(value));
    }

    private JsonObject? Changed(JsonObject item)
    {
        if (rule.Merge is not null)
        {
            return JsonMergePatch.Apply(item, rule.Merge) as JsonObject;
        }

        if (rule.Patch is null)
        {
            var changed = (JsonObject)item.DeepClone();
            foreach (var replacement in rule.Replace)
            {
                Replace(changed, replacement.Path.Split('/').AsSpan(1), replacement);
            }

            return changed;
        }

        try
        {
            return JsonPatch.Apply(item, rule.Patch);
        }
        catch (JsonPatchException)
        {
            return null;
        }
    }

    private static void Replace(JsonNode? node, ReadOnlySpan<string> path, ObjectRuleReplacement replacement)
    {
        var key = path[0].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        switch (node)
        {
            case JsonObject members:
                foreach (
                    var name in members.Select(member => member.Key).Where(name => key == "*" || key == name).ToList()
                )
                {
                    if (path.Length > 1)
                    {
                        Replace(members[name], path[1..], replacement);
                    }
                    else if (Replaced(members[name], replacement) is { } text)
                    {
                        members[name] = text;
                    }
                }

                break;
            case JsonArray items:
                for (var at = 0; at < items.Count; at++)
                {
                    if (key != "*" && key != $"{at}")
                    {
                        continue;
                    }

                    if (path.Length > 1)
                    {
                        Replace(items[at], path[1..], replacement);
                    }
                    else if (Replaced(items[at], replacement) is { } text)
                    {
                        items[at] = text;
                    }
                }

                break;
            default:
                break;
        }
    }

    private static string? Replaced(JsonNode? node, ObjectRuleReplacement replacement) =>
        node.Text() is { } text && text.StartsWith(replacement.From, StringComparison.Ordinal)
            ? replacement.To + text[replacement.From.Length..]
            : null;
}
