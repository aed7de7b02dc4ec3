using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace ReleaseManager.Core.Clusters.Http;

/// <summary>
/// Takes the values out of what the API says. Its messages quote what was sent (<c>Invalid value: "..."</c>,
/// <c>error found in #10 byte of ...|{...}|</c>, <c>got &amp;{...}</c>), and what was sent may be a secret.
/// </summary>
internal static partial class StatusText
{
    private const int Longest = 2000;
    private const string Cut = "(value not shown)";

    private static readonly SearchValues<char> Structural = SearchValues.Create(" \t\n{}[]()\"'&");

    /// <summary>The text without values.</summary>
    /// <param name="aboutSecret">The object is a Secret: whatever stands in quotes may be its content.</param>
    public static string WithoutValues(string message, bool aboutSecret)
    {
        var text = WithoutQuotedInput(message);
        text = WithoutFieldValues(text);
        if (aboutSecret)
        {
            text = AnyQuoted().Replace(text, Cut);
        }

        return text.Length > Longest ? text[..Longest] + " ..." : text;
    }

    /// <summary>Decoders quote the bytes around the mistake, and the structured merge prints what it met.</summary>
    private static string WithoutQuotedInput(string text)
    {
        foreach (
            var mark in (ReadOnlySpan<string>)
                [", error found in #", ", bigger context", ", got &", ", got \"", " got &"]
        )
        {
            var at = text.IndexOf(mark, StringComparison.Ordinal);
            if (at >= 0)
            {
                text = text[..at];
            }
        }

        return text;
    }

    private static string WithoutFieldValues(string text)
    {
        var kept = new StringBuilder(text.Length);
        var at = 0;
        foreach (Match match in ValuePrefix().Matches(text))
        {
            if (match.Index < at)
            {
                continue;
            }

            var start = match.Index + match.Length;
            kept.Append(text, at, start - at).Append(Cut);
            at = EndOfValue(text, start);
        }

        return kept.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>Where a value ends that begins here: Go prints text quoted, structures as JSON or Go syntax, the rest bare.</summary>
    private static int EndOfValue(string text, int start)
    {
        if (start >= text.Length)
        {
            return text.Length;
        }

        if (text[start] == '"')
        {
            for (var i = start + 1; i < text.Length; i++)
            {
                if (text[i] == '\\')
                {
                    i++;
                }
                else if (text[i] == '"')
                {
                    return i + 1;
                }
            }

            return text.Length;
        }

        var colon = text.IndexOf(": ", start, StringComparison.Ordinal);
        var end = colon < 0 ? text.Length : colon;

        // Of a structure it cannot be told for sure where it ends, so nothing after it is shown.
        return text.AsSpan(start, end - start).IndexOfAny(Structural) < 0 ? end : text.Length;
    }

    [GeneratedRegex(
        "(?:Invalid value|Unsupported value|Duplicate value|Not found|Too many): ",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex ValuePrefix();

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AnyQuoted();
}
