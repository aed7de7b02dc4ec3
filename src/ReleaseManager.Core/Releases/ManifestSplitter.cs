using System.Text;
using System.Text.RegularExpressions;

namespace ReleaseManager.Core.Releases;

/// <summary>Helm's two ways to take a YAML stream apart.</summary>
internal static partial class ManifestSplitter
{
    private const string Separator = "---";

    /// <summary>At each line that starts with three dashes, whatever follows them.</summary>
    public static IEnumerable<ManifestDocument> ForSorting(string manifest) =>
        SortingSeparator()
            .Split(manifest.Trim())
            .Where(text => text.Length > 0)
            .Select((text, index) => new ManifestDocument(index, text.Trim()))
            .Where(document => document.Text.Length > 0);

    /// <summary>
    /// As apimachinery's YAML reader (<c>YAMLReader.Read</c>): behind the dashes only blanks or a comment may follow. A
    /// separator that nothing precedes stays with what follows.
    /// </summary>
    /// <exception cref="RecordException">Something else follows a separator's dashes.</exception>
    public static IEnumerable<ManifestDocument> ForApplying(string manifest)
    {
        var text = new StringBuilder();
        var index = 0;
        foreach (var line in Lines(manifest))
        {
            if (line.Span.StartsWith(Separator, StringComparison.Ordinal))
            {
                if (line.Span[Separator.Length..].Trim() is not ([] or ['#', ..]))
                {
                    throw new RecordException(
                        "ManifestMalformed",
                        $"Document {index} of the manifest ends in a separator that is followed by something else."
                    )
                    {
                        Document = index,
                    };
                }

                if (text.Length > 0)
                {
                    yield return new ManifestDocument(index++, text.ToString());
                    text.Clear();
                    continue;
                }
            }

            text.Append(line.Span).Append('\n');
        }

        if (text.Length > 0)
        {
            yield return new ManifestDocument(index, text.ToString());
        }
    }

    private static IEnumerable<ReadOnlyMemory<char>> Lines(string manifest)
    {
        for (var at = 0; at < manifest.Length; )
        {
            var end = manifest.IndexOf('\n', at);
            var line = manifest.AsMemory(at, (end < 0 ? manifest.Length : end) - at);
            yield return end >= 0 && line.Span is [.., '\r'] ? line[..^1] : line;
            at = end < 0 ? manifest.Length : end + 1;
        }
    }

    [GeneratedRegex(@"(?:^|\s*\n)---\s*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex SortingSeparator();
}
