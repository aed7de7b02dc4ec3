using System.Globalization;
using System.Text;

namespace ReleaseManager.Core.Releases;

/// <summary>Scans scalars of every style.</summary>
internal static class YamlScalarScanner
{
    /// <summary>A plain scalar, over as many lines as are indented enough.</summary>
    /// <param name="source">Stands at the first character.</param>
    /// <param name="parentIndent">Column of the collection that the scalar is in.</param>
    /// <param name="inBlock">Whether no flow collection is open.</param>
    /// <param name="endedLine">Whether the scanner stands on a later line than the scalar's end.</param>
    public static YamlToken Plain(YamlSource source, int parentIndent, bool inBlock, out bool endedLine)
    {
        var line = source.Line;
        var text = new StringBuilder();
        var gap = new Gap();
        while (!source.AtDocumentIndicator && source.Next is not '#')
        {
            while (!YamlSource.IsBlankOrEnd(source.Next) && !EndsPlain(source, inBlock))
            {
                gap.CloseInto(text);
                source.Read(text);
            }

            if (!YamlSource.IsBlank(source.Next) && !YamlSource.IsBreak(source.Next))
            {
                break;
            }

            while (gap.Take(source))
            {
                if (gap.HasBreak && source.Column <= parentIndent && source.Next is '\t')
                {
                    throw YamlScanner.Malformed(line);
                }
            }

            if (inBlock && source.Column <= parentIndent)
            {
                break;
            }
        }

        endedLine = gap.HasBreak;
        return new YamlToken(YamlTokenKind.PlainScalar, line, text.ToString());
    }

    /// <summary>A scalar in single or double quotes.</summary>
    public static YamlToken Quoted(YamlSource source)
    {
        var line = source.Line;
        var quote = source.Next;
        source.Skip();
        var text = new StringBuilder();
        while (true)
        {
            if (source.AtDocumentIndicator || source.Next is '\0')
            {
                throw YamlScanner.Malformed(line);
            }

            var gap = new Gap();
            while (!YamlSource.IsBlankOrEnd(source.Next))
            {
                if (source.Next == quote)
                {
                    if (quote is '"' || source[1] is not '\'')
                    {
                        break;
                    }

                    source.Skip();
                    source.Read(text);
                }
                else if (quote is '"' && source.Next is '\\')
                {
                    if (YamlSource.IsBreak(source[1]))
                    {
                        source.Skip();
                        source.ReadBreak();
                        gap.Escape();
                        break;
                    }

                    Escape(source, text, line);
                }
                else
                {
                    source.Read(text);
                }
            }

            // An escaped line break cannot be followed by the closing quote's check: it has eaten its line.
            if (source.Next == quote)
            {
                break;
            }

            while (gap.Take(source)) { }
            gap.CloseInto(text);
        }

        source.Skip();
        return new YamlToken(YamlTokenKind.OtherScalar, line, text.ToString());
    }

    /// <summary>A literal or folded scalar.</summary>
    /// <param name="source">Stands at the indicator.</param>
    /// <param name="parentIndent">Column of the collection that the scalar is in.</param>
    public static YamlToken Block(YamlSource source, int parentIndent)
    {
        var line = source.Line;
        var folds = source.Next is '>';
        source.Skip();
        var (chomping, increment) = Header(source, line);
        var indent = increment == 0 ? 0 : Math.Max(parentIndent, 0) + increment;
        var text = new StringBuilder();
        var trailing = new StringBuilder();
        var leading = "";
        var wasBlank = false;
        Breaks(source, ref indent, parentIndent, trailing, line);
        while (source.Column == indent && source.Next is not '\0')
        {
            var isBlank = YamlSource.IsBlank(source.Next);
            if (folds && !wasBlank && !isBlank && leading is "\n")
            {
                text.Append(trailing.Length == 0 ? " " : "");
            }
            else
            {
                text.Append(leading);
            }

            text.Append(trailing);
            trailing.Clear();
            wasBlank = isBlank;
            while (!YamlSource.IsBreakOrEnd(source.Next))
            {
                source.Read(text);
            }

            leading = source.ReadBreak();
            Breaks(source, ref indent, parentIndent, trailing, line);
        }

        text.Append(chomping is '-' ? "" : leading);
        text.Append(chomping is '+' ? trailing.ToString() : "");
        return new YamlToken(YamlTokenKind.OtherScalar, line, text.ToString());
    }

    private static bool EndsPlain(YamlSource source, bool inBlock) =>
        (source.Next is ':' && YamlSource.IsBlankOrEnd(source[1]))
        || (!inBlock && source.Next is ',' or '?' or '[' or ']' or '{' or '}');

    private static (char Chomping, int Increment) Header(YamlSource source, int line)
    {
        var (chomping, increment) = (' ', 0);
        for (var count = 0; count < 2; count++)
        {
            if (source.Next is '+' or '-' && chomping is ' ')
            {
                chomping = source.Next;
                source.Skip();
            }
            else if (char.IsAsciiDigit(source.Next) && increment == 0)
            {
                increment = source.Next is '0' ? throw YamlScanner.Malformed(line) : source.Next - '0';
                source.Skip();
            }
        }

        source.SkipBlanks();
        source.SkipComment();
        if (!YamlSource.IsBreakOrEnd(source.Next))
        {
            throw YamlScanner.Malformed(line);
        }

        source.ReadBreak();
        return (chomping, increment);
    }

    // Passes blank lines and indentation; the first line that is not blank sets the indentation, or else the widest.
    private static void Breaks(YamlSource source, ref int indent, int parentIndent, StringBuilder breaks, int line)
    {
        var widest = 0;
        while (true)
        {
            while ((indent == 0 || source.Column < indent) && source.Next is ' ')
            {
                source.Skip();
            }

            widest = Math.Max(widest, source.Column);
            if ((indent == 0 || source.Column < indent) && source.Next is '\t')
            {
                throw YamlScanner.Malformed(line);
            }

            if (source.ReadBreak() is not { Length: > 0 } one)
            {
                break;
            }

            breaks.Append(one);
        }

        indent = indent == 0 ? Math.Max(Math.Max(widest, parentIndent + 1), 1) : indent;
    }

    private static void Escape(YamlSource source, StringBuilder text, int line)
    {
        var code = source[1];
        var length = code switch
        {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        if (length == 0)
        {
            text.Append(Unescape(code) ?? throw YamlScanner.Malformed(line));
            source.Skip(2);
            return;
        }

        source.Skip(2);
        uint value = 0;
        for (var index = 0; index < length; index++)
        {
            if (
                !uint.TryParse(
                    [source.Next],
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out var digit
                )
            )
            {
                throw YamlScanner.Malformed(line);
            }

            value = (value << 4) + digit;
            source.Skip();
        }

        text.Append(Rune.TryCreate(value, out var rune) ? rune.ToString() : throw YamlScanner.Malformed(line));
    }

    private static string? Unescape(char code) =>
        code switch
        {
            '0' => "\0",
            'a' => "\a",
            'b' => "\b",
            't' or '\t' => "\t",
            'n' => "\n",
            'v' => "\v",
            'f' => "\f",
            'r' => "\r",
            'e' => "\u001b",
            ' ' or '"' or '\'' or '\\' => code.ToString(),
            'N' => "\u0085",
            '_' => "\u00a0",
            'L' => "\u2028",
            'P' => "\u2029",
            _ => null,
        };

    /// <summary>Blanks and line breaks between two parts of a scalar, folded when the second part comes.</summary>
    private struct Gap
    {
        private StringBuilder? blanks;
        private StringBuilder? trailing;
        private string leading;

        public bool HasBreak { get; private set; }

        /// <summary>A line break that was escaped: it counts for nothing.</summary>
        public void Escape()
        {
            HasBreak = true;
            leading = "";
        }

        /// <summary>Takes a blank or a line break, if there is one.</summary>
        public bool Take(YamlSource source)
        {
            if (YamlSource.IsBlank(source.Next))
            {
                if (HasBreak)
                {
                    source.Skip();
                }
                else
                {
                    source.Read(blanks ??= new StringBuilder());
                }

                return true;
            }

            if (!YamlSource.IsBreak(source.Next))
            {
                return false;
            }

            if (HasBreak)
            {
                (trailing ??= new StringBuilder()).Append(source.ReadBreak());
            }
            else
            {
                leading = source.ReadBreak();
                HasBreak = true;
            }

            return true;
        }

        /// <summary>Writes what the gap counts for and starts anew.</summary>
        public void CloseInto(StringBuilder text)
        {
            if (!HasBreak)
            {
                text.Append(blanks);
            }
            else if (leading is "\n")
            {
                text.Append(trailing is { Length: > 0 } ? trailing.ToString() : " ");
            }
            else
            {
                text.Append(leading).Append(trailing);
            }

            this = default;
        }
    }
}
