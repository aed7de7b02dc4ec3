using System.Globalization;
using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;
using ReleaseManager.Sandbox.Registry;

namespace ReleaseManager.Sandbox.Storage;

/// <summary>A label selector as in a query: <c>a=b,c!=d,e in (f,g),h notin (i),j,!k,n&gt;1</c>.</summary>
internal sealed class LabelSelector
{
    private readonly List<(string Key, string Operator, string[] Values)> _terms = [];

    public static LabelSelector Everything { get; } = new();

    /// <summary>Reads a selector.</summary>
    /// <exception cref="ApiErrorException">The selector cannot be read.</exception>
    public static LabelSelector Parse(string? text)
    {
        var selector = new LabelSelector();
        foreach (var term in Split(text ?? ""))
        {
            selector._terms.Add(Term(term.Trim()));
        }

        return selector;
    }

    /// <summary>A selector in the form of <c>matchLabels</c> and <c>matchExpressions</c>.</summary>
    public static LabelSelector Of(JsonNode? json)
    {
        var selector = new LabelSelector();
        foreach (var (key, value) in json.At("matchLabels") as JsonObject ?? [])
        {
            selector._terms.Add((key, "in", [value.AsText() ?? ""]));
        }

        foreach (var expression in json.At("matchExpressions").Objects())
        {
            selector._terms.Add(
                (
                    expression.TextAt("key") ?? "",
                    expression.TextAt("operator")?.ToLowerInvariant() switch
                    {
                        "doesnotexist" => "absent",
                        var word => word ?? "",
                    },
                    [.. expression["values"].Texts()]
                )
            );
        }

        return selector;
    }

    public bool Matches(StoredObject stored) => Matches(stored.Json.At("metadata", "labels"));

    public bool Matches(JsonNode? labels) =>
        _terms.TrueForAll(term =>
        {
            var value = labels.TextAt(term.Key);
            return term.Operator switch
            {
                "in" => value is not null && term.Values.Contains(value),
                "notin" => value is null || !term.Values.Contains(value),
                "exists" => value is not null,
                "absent" => value is null,
                "gt" => Number(value) > Number(term.Values[0]),
                "lt" => Number(value) < Number(term.Values[0]),
                _ => false,
            };
        });

    private static (string Key, string Operator, string[] Values) Term(string term)
    {
        if (term.StartsWith('!'))
        {
            return (term[1..].Trim(), "absent", []);
        }

        foreach (var (sign, meaning) in new[] { ("!=", "notin"), ("==", "in"), ("=", "in") })
        {
            if (term.Split(sign, 2) is [var key, var value] && !term.Contains('('))
            {
                return (Key(key, term), meaning, [value.Trim()]);
            }
        }

        if (term.IndexOf('(') is > 0 and var open && term.EndsWith(')'))
        {
            string[] values = [.. term[(open + 1)..^1].Split(',').Select(value => value.Trim())];
            var words = term[..open].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return words is [_, "in" or "notin"] ? (words[0], words[1], values) : throw Bad(term);
        }

        if (term.Split(['>', '<'], 2) is [var compared, var bound])
        {
            return Number(bound.Trim()) is not null
                ? (Key(compared, term), term.Contains('>') ? "gt" : "lt", [bound.Trim()])
                : throw Bad(term);
        }

        return (Key(term, term), "exists", []);
    }

    private static long? Number(string? text) =>
        long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Key(string key, string term) =>
        key.Trim() is { Length: > 0 } trimmed && !trimmed.Contains(' ') && !trimmed.EndsWith(')')
            ? trimmed
            : throw Bad(term);

    private static ApiErrorException Bad(string term) =>
        ApiErrorException.BadRequest($"unable to parse requirement: found '{term}'");

    private static IEnumerable<string> Split(string text)
    {
        var (start, depth) = (0, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (text[i] == ',' && depth == 0))
            {
                if (i > start)
                {
                    yield return text[start..i];
                }

                start = i + 1;
            }
            else
            {
                depth += text[i] switch
                {
                    '(' => 1,
                    ')' => -1,
                    _ => 0,
                };
            }
        }
    }
}
