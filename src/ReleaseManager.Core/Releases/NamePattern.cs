namespace ReleaseManager.Core.Releases;

/// <summary>
/// A name with wildcards as PowerShell writes them: <c>*</c> any characters, <c>?</c> one character, <c>[abc]</c> and
/// <c>[a-z]</c> one of these; a backtick takes the next character as it is. Names of Kubernetes are lower case, so case counts.
/// </summary>
public sealed class NamePattern
{
    private readonly IReadOnlyList<Part> _parts;

    private NamePattern(string text, IReadOnlyList<Part> parts)
    {
        Text = text;
        _parts = parts;
        Literal = parts.All(p => p.Single is not null) ? string.Concat(parts.Select(p => p.Single)) : null;
    }

    /// <summary>The pattern as it was written.</summary>
    public string Text { get; }

    /// <summary>The one name that matches where the pattern has no wildcard; else null.</summary>
    public string? Literal { get; }

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="ReleaseManagerException">It is empty, or a bracket is not closed or empty.</exception>
    public static NamePattern Parse(string text)
    {
        if (string.IsNullOrEmpty(text))
        {
            throw Invalid(text ?? "", "it is empty");
        }

        var parts = new List<Part>();
        for (var at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '*':
                    if (parts.Count == 0 || !parts[^1].IsStar)
                    {
                        parts.Add(new Part { IsStar = true });
                    }

                    break;
                case '?':
                    parts.Add(new Part { Set = [] });
                    break;
                case '[':
                    parts.Add(ReadSet(text, ref at));
                    break;
                case '`' when at + 1 < text.Length:
                    parts.Add(new Part { Single = text[++at] });
                    break;
                default:
                    parts.Add(new Part { Single = text[at] });
                    break;
            }
        }

        return new NamePattern(text, parts);
    }

    /// <summary>Reads several patterns.</summary>
    /// <exception cref="ReleaseManagerException">One of them cannot be read.</exception>
    public static IReadOnlyList<NamePattern> ParseAll(IEnumerable<string> texts) => [.. texts.Select(Parse)];

    /// <summary>Whether the name matches any of the patterns.</summary>
    public static bool IsAnyMatch(IEnumerable<NamePattern> patterns, string name) => patterns.Any(p => p.IsMatch(name));

    /// <summary>Whether the name matches any of the patterns, or there are none, which asks for everything.</summary>
    public static bool IsAnyMatchOrNone(IReadOnlyCollection<NamePattern> patterns, string name) =>
        patterns.Count == 0 || IsAnyMatch(patterns, name);

    /// <summary>Whether the whole name matches; takes time of at most name times pattern.</summary>
    public bool IsMatch(string name)
    {
        var (at, part, starPart, starAt) = (0, 0, -1, 0);
        while (at < name.Length)
        {
            if (part < _parts.Count && _parts[part].IsStar)
            {
                (starPart, starAt) = (part++, at);
            }
            else if (part < _parts.Count && _parts[part].Takes(name[at]))
            {
                part++;
                at++;
            }
            else if (starPart >= 0)
            {
                part = starPart + 1;
                at = ++starAt;
            }
            else
            {
                return false;
            }
        }

        while (part < _parts.Count && _parts[part].IsStar)
        {
            part++;
        }

        return part == _parts.Count;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static Part ReadSet(string text, ref int at)
    {
        var ranges = new List<(char From, char To)>();
        var next = at + 1;
        while (next < text.Length && text[next] != ']')
        {
            var from = text[next];
            var isRange = next + 2 < text.Length && text[next + 1] == '-' && text[next + 2] != ']';
            var to = isRange ? text[next + 2] : from;
            ranges.Add((from, to));
            next += isRange ? 3 : 1;
        }

        if (next >= text.Length || ranges.Count == 0)
        {
            throw Invalid(text, "a '[' is not closed or holds nothing");
        }

        at = next;
        return new Part { Set = ranges };
    }

    private static ReleaseManagerException Invalid(string text, string why) =>
        new("InvalidNamePattern", ErrorKind.Usage, $"The name pattern '{text}' cannot be read: {why}.")
        {
            Target = text,
            Advice = "Write a name with the wildcards *, ? and [a-z].",
        };

    private sealed record Part
    {
        public bool IsStar { get; init; }

        public char? Single { get; init; }

        /// <summary>The ranges of one character; an empty list is any character.</summary>
        public IReadOnlyList<(char From, char To)>? Set { get; init; }

        public bool Takes(char c) =>
            Single is { } single
                ? single == c
                : Set is { } set && (set.Count == 0 || set.Any(r => r.From <= c && c <= r.To));
    }
}
