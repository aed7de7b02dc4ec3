using System.Text;

namespace ReleaseManager.Core.Releases;

/// <summary>The text of a YAML stream and the place where its reader stands (libyaml's buffer and mark).</summary>
internal sealed class YamlSource
{
    private readonly string text;
    private int at;

    /// <summary>Stands at the text's start.</summary>
    /// <param name="text">The text; a byte order mark at its start is skipped.</param>
    public YamlSource(string text)
    {
        this.text = text;
        at = text.StartsWith('\ufeff') ? 1 : 0;
    }

    /// <summary>Characters before this place, a pair of surrogates as one.</summary>
    public int Index { get; private set; }

    /// <summary>From 0.</summary>
    public int Line { get; private set; }

    /// <summary>From 0.</summary>
    public int Column { get; private set; }

    /// <summary>The next character.</summary>
    public char Next => this[0];

    /// <summary>A character further on; NUL beyond the end.</summary>
    public char this[int offset] => at + offset < text.Length ? text[at + offset] : '\0';

    /// <summary>Whether all characters are among those that goyaml's reader lets through.</summary>
    public static bool IsPrintable(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
            {
                index++;
                continue;
            }

            if (
                !(
                    text[index]
                    is '\t'
                        or '\n'
                        or '\r'
                        or (>= ' ' and <= '~')
                        or '\u0085'
                        or (>= '\u00a0' and <= '\ud7ff')
                        or (>= '\ue000' and <= '\ufffd')
                )
            )
            {
                return false;
            }
        }

        return true;
    }

    public static bool IsBlank(char one) => one is ' ' or '\t';

    public static bool IsBreak(char one) => one is '\r' or '\n' or '\u0085' or '\u2028' or '\u2029';

    public static bool IsBreakOrEnd(char one) => one is '\0' || IsBreak(one);

    public static bool IsBlankOrEnd(char one) => IsBlank(one) || IsBreakOrEnd(one);

    public static bool IsWord(char one) => char.IsAsciiLetterOrDigit(one) || one is '_' or '-';

    /// <summary>Whether a document's start or end stands here.</summary>
    public bool AtDocumentIndicator =>
        Column == 0 && Next is '-' or '.' && this[1] == Next && this[2] == Next && IsBlankOrEnd(this[3]);

    /// <summary>Passes characters of one line.</summary>
    public void Skip(int count = 1)
    {
        for (; count > 0; count--)
        {
            at += char.IsHighSurrogate(Next) ? 2 : 1;
            Index++;
            Column++;
        }
    }

    /// <summary>Passes blanks.</summary>
    public void SkipBlanks()
    {
        while (IsBlank(Next))
        {
            Skip();
        }
    }

    /// <summary>Passes a comment up to the end of its line.</summary>
    public void SkipComment()
    {
        if (Next is '#')
        {
            while (!IsBreakOrEnd(Next))
            {
                Skip();
            }
        }
    }

    /// <summary>Takes a character of a line over.</summary>
    public void Read(StringBuilder output)
    {
        output.Append(Next);
        if (char.IsHighSurrogate(Next))
        {
            output.Append(this[1]);
        }

        Skip();
    }

    /// <summary>Passes a line break and tells what it counts as; empty where none stands here.</summary>
    public string ReadBreak()
    {
        if (!IsBreak(Next))
        {
            return "";
        }

        var content = Next is '\u2028' or '\u2029' ? Next.ToString() : "\n";
        var length = Next is '\r' && this[1] is '\n' ? 2 : 1;
        at += length;
        Index += length;
        Column = 0;
        Line++;
        return content;
    }

    /// <summary>Starts a new line at the end of the stream.</summary>
    public void EndLine()
    {
        if (Column != 0)
        {
            Column = 0;
            Line++;
        }
    }
}
