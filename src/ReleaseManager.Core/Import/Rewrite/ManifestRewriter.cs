using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Rewrite;

/// <summary>
/// Changes the objects of a stored manifest. A document in which nothing changes stays as it is written, to the byte; one that changes is written
/// anew below its comments, and a List that changes becomes the objects that Helm makes of it anyway.
/// </summary>
internal sealed class ManifestRewriter(IReadOnlyList<IObjectChange> changes)
{
    private const string Separator = "---\n";

    /// <returns>The very same text where nothing changes; empty where nothing is left.</returns>
    /// <exception cref="ReleaseManagerException">The manifest cannot be read, or a change does not fit.</exception>
    public string Rewrite(string manifest, RewriteNotes notes)
    {
        var objects = Manifest
            .Parse(manifest)
            .Select(item => new Outcome(item, Changed(item.Json, notes)))
            .ToLookup(outcome => outcome.Item.Document);
        if (objects.All(document => document.All(outcome => outcome.IsSame)))
        {
            return manifest;
        }

        var isJson = manifest.AsSpan().TrimStart().StartsWith('{');
        var documents = isJson
            ? objects.Select(document => Written(document, ""))
            : ManifestSplitter
                .ForApplying(manifest)
                .Select(document => Written(objects[document.Index], document.Text));
        return string.Join(Separator, documents.Where(text => text.Length > 0).Select(EndedLine));
    }

    private JsonObject? Changed(JsonObject item, RewriteNotes notes)
    {
        var changed = item;
        foreach (var change in changes)
        {
            if (change.Apply(changed, notes) is not { } next)
            {
                return null;
            }

            changed = next;
        }

        return changed;
    }

    private static string Written(IEnumerable<Outcome> outcomes, string text)
    {
        if (text.Length > 0 && outcomes.All(outcome => outcome.IsSame))
        {
            return text;
        }

        var comments = Comments(text);
        var written = new StringBuilder();
        foreach (var kept in outcomes.Select(outcome => outcome.Changed).OfType<JsonObject>())
        {
            using var yaml = new StringWriter();
            YamlWriter.Write(yaml, kept);
            written.Append(written.Length == 0 ? comments : Separator + WithoutSeparator(comments)).Append(yaml);
        }

        return written.ToString();
    }

    /// <summary>What stands above an object: the separator of the first document and Helm's line that names the template.</summary>
    private static string Comments(string text)
    {
        var comments = new StringBuilder();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (!line.IsWhiteSpace() && line[0] != '#' && line.TrimEnd() is not "---")
            {
                break;
            }

            comments.Append(line).Append('\n');
        }

        return comments.ToString();
    }

    private static string WithoutSeparator(string comments) =>
        comments.StartsWith(Separator, StringComparison.Ordinal) ? comments[Separator.Length..] : comments;

    private static string EndedLine(string text) => text.EndsWith('\n') ? text : text + "\n";

    private sealed record Outcome(ManifestObject Item, JsonObject? Changed)
    {
        public bool IsSame => ReferenceEquals(Item.Json, Changed);
    }
}
