using System.Text;

namespace ReleaseManager.Core.Releases;

/// <summary>Helm's two ways to take a YAML stream apart.</summary>
internal static class ManifestSplitter
{
    private const string Separator = "---";

    // What \s is for Go.
    private const string SeparatorSpace = "\t\n\f\r ";

    /// <summary>
    /// At each line that starts with three dashes, whatever follows them: Helm's regular expression
    /// <c>(?:^|\s*\n)---\s*</c> by hand, in time that grows with the length only. White space behind the dashes belongs to
    /// the separator, so that dashes on the very next line start no other one.
    /// </summary>
    public static IEnumerable<ManifestDocument> ForSorting(string manifest)
    {
        var text = manifest.Trim();
        var index = 0;
        var at = text.StartsWith(Separator, StringComparison.Ordinal) ? PassSpace(text, Separator.Length) : 0;
        while (at < text.Length)
        {
            var separator = text.IndexOf("\n" + Separator, at, StringComparison.Ordinal);
            var end = separator < 0 ? text.Length : separator;
            if (text.AsSpan(at, end - at).TrimEnd(SeparatorSpace).Length > 0)
            {
                var document = new ManifestDocument(index++, text[at..end].Trim());
                if (document.Text.Length > 0)
                {
                    yield return document;
                }
            }

            at = separator < 0 ? text.Length : PassSpace(text, separator + 1 + Separator.Length);
        }
    }

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

    private static int PassSpace(string text, int at)
    {
        while (at < text.Length && SeparatorSpace.Contains(text[at], StringComparison.Ordinal))
        {
            at++;
        }

        return at;
    }
}
