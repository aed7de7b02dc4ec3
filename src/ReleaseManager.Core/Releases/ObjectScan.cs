using System.Text.RegularExpressions;

namespace ReleaseManager.Core.Releases;

/// <summary>
/// Finds kinds and names in YAML by its lines, without reading it: an export looks at every manifest of a cluster, and of nearly all
/// only three lines matter. What is not written in plain block style is left to the real reader.
/// </summary>
internal static partial class ObjectScan
{
    /// <summary>Tells of each document what it is.</summary>
    /// <param name="yaml">One or several documents.</param>
    public static IEnumerable<ScannedObject> Scan(string yaml)
    {
        var start = 0;
        while (start <= yaml.Length)
        {
            var end = FindSeparator(yaml, start);
            var document = yaml.AsMemory(start, end - start);
            if (ScanDocument(document) is { } found)
            {
                yield return found;
            }

            var next = yaml.IndexOf('\n', end);
            start = next < 0 ? yaml.Length + 1 : next + 1;
        }
    }

    private static int FindSeparator(string yaml, int start)
    {
        if (yaml.AsSpan(start).StartsWith("---", StringComparison.Ordinal))
        {
            return start;
        }

        var at = yaml.IndexOf("\n---", start, StringComparison.Ordinal);
        return at < 0 ? yaml.Length : at + 1;
    }

    private static ScannedObject? ScanDocument(ReadOnlyMemory<char> document)
    {
        string? apiVersion = null;
        string? kind = null;
        string? name = null;
        var nesting = -1;
        var isPlain = true;
        var isEmpty = true;
        foreach (var raw in document.Span.EnumerateLines())
        {
            var line = raw.TrimEnd();
            if (line.IsEmpty || line.TrimStart()[0] == '#')
            {
                continue;
            }

            isEmpty = false;
            var indent = line.Length - line.TrimStart().Length;
            if (indent == 0)
            {
                nesting = line.SequenceEqual("metadata:") ? 0 : -1;
                if (line.StartsWith("apiVersion:"))
                {
                    apiVersion = Plain(line[11..], ref isPlain);
                }
                else if (line.StartsWith("kind:"))
                {
                    kind = Plain(line[5..], ref isPlain);
                }
                else if (
                    !char.IsAsciiLetter(line[0]) && line[0] != '-'
                    || line.StartsWith("items:")
                    || nesting < 0 && line.StartsWith("metadata:")
                )
                {
                    isPlain = false;
                }
            }
            else if (nesting >= 0)
            {
                nesting = nesting == 0 ? indent : nesting;
                if (indent == nesting && line[indent..].StartsWith("name:"))
                {
                    name = Plain(line[(indent + 5)..], ref isPlain);
                }
            }
        }

        if (isEmpty)
        {
            return null;
        }

        return isPlain && apiVersion is not null && kind is not null && name is not null
            ? new ScannedObject(apiVersion, kind, name, null)
            : new ScannedObject("", "", null, document.ToString());
    }

    private static string? Plain(ReadOnlySpan<char> value, ref bool isPlain)
    {
        var text = value.Trim();
        if (text.Length > 1 && text[0] is '"' or '\'' && text[^1] == text[0])
        {
            text = text[1..^1];
        }

        if (PlainText().IsMatch(text))
        {
            return text.ToString();
        }

        isPlain = false;
        return null;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9./-]*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlainText();
}
