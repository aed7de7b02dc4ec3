using System.Text;

namespace ReleaseManager.Core.Releases;

/// <summary>Scans what stands before a node or document: directives, anchors, aliases and tags.</summary>
internal static class YamlTagScanner
{
    private const string UriPunctuation = ";/?:@&=+$,.!~*'()[]%";

    /// <summary><c>%YAML</c> or <c>%TAG</c>, with its line.</summary>
    public static YamlToken Directive(YamlSource source)
    {
        var line = source.Line;
        source.Skip();
        var name = Word(source);
        if (name.Length == 0 || !YamlSource.IsBlankOrEnd(source.Next))
        {
            throw YamlScanner.Malformed(line);
        }

        source.SkipBlanks();
        var directive = name switch
        {
            "YAML" => VersionOf(source, line),
            "TAG" => TagDirectiveOf(source, line),
            _ => throw YamlScanner.Malformed(line),
        };
        source.SkipBlanks();
        source.SkipComment();
        if (!YamlSource.IsBreakOrEnd(source.Next))
        {
            throw YamlScanner.Malformed(line);
        }

        source.ReadBreak();
        return directive;
    }

    /// <summary><c>&amp;name</c> or <c>*name</c>.</summary>
    public static YamlToken Anchor(YamlSource source)
    {
        var line = source.Line;
        var isAlias = source.Next is '*';
        source.Skip();
        var name = Word(source);
        if (
            name.Length == 0
            || !(
                YamlSource.IsBlankOrEnd(source.Next)
                || source.Next is '?' or ':' or ',' or ']' or '}' or '%' or '@' or '`'
            )
        )
        {
            throw YamlScanner.Malformed(line);
        }

        return new YamlToken(isAlias ? YamlTokenKind.Alias : YamlTokenKind.Anchor, line, name);
    }

    /// <summary><c>!&lt;uri&gt;</c>, <c>!suffix</c>, <c>!handle!suffix</c> or <c>!</c>.</summary>
    public static YamlToken Tag(YamlSource source)
    {
        var line = source.Line;
        var (handle, suffix) = ("", "");
        if (source[1] is '<')
        {
            source.Skip(2);
            suffix = Uri(source, "", line);
            if (source.Next is not '>')
            {
                throw YamlScanner.Malformed(line);
            }

            source.Skip();
        }
        else
        {
            handle = Handle(source, isDirective: false, line);
            if (handle.Length > 1 && handle.EndsWith('!'))
            {
                suffix = Uri(source, "", line);
            }
            else
            {
                // It was no handle after all but the beginning of the suffix; "!" alone is a suffix, too.
                suffix = Uri(source, handle, line);
                (handle, suffix) = suffix.Length > 0 ? ("!", suffix) : ("", "!");
            }
        }

        return YamlSource.IsBlankOrEnd(source.Next)
            ? new YamlToken(YamlTokenKind.Tag, line, handle, suffix)
            : throw YamlScanner.Malformed(line);
    }

    private static YamlToken VersionOf(YamlSource source, int line)
    {
        var major = VersionNumber(source, line);
        if (source.Next is not '.')
        {
            throw YamlScanner.Malformed(line);
        }

        source.Skip();
        return major == 1 && VersionNumber(source, line) == 1
            ? new YamlToken(YamlTokenKind.VersionDirective, line)
            : throw YamlScanner.Malformed(line);
    }

    private static int VersionNumber(YamlSource source, int line)
    {
        var (number, length) = (0, 0);
        for (; char.IsAsciiDigit(source.Next) && length < 3; length++)
        {
            number = (number * 10) + (source.Next - '0');
            source.Skip();
        }

        return length is 1 or 2 ? number : throw YamlScanner.Malformed(line);
    }

    private static YamlToken TagDirectiveOf(YamlSource source, int line)
    {
        var handle = Handle(source, isDirective: true, line);
        if (!YamlSource.IsBlank(source.Next))
        {
            throw YamlScanner.Malformed(line);
        }

        source.SkipBlanks();
        var prefix = Uri(source, "", line);
        return YamlSource.IsBlankOrEnd(source.Next)
            ? new YamlToken(YamlTokenKind.TagDirective, line, handle, prefix)
            : throw YamlScanner.Malformed(line);
    }

    private static string Handle(YamlSource source, bool isDirective, int line)
    {
        if (source.Next is not '!')
        {
            throw YamlScanner.Malformed(line);
        }

        source.Skip();
        var handle = "!" + Word(source);
        if (source.Next is '!')
        {
            source.Skip();
            return handle + "!";
        }

        return !isDirective || handle is "!" ? handle : throw YamlScanner.Malformed(line);
    }

    private static string Uri(YamlSource source, string head, int line)
    {
        var uri = new List<byte>(Encoding.UTF8.GetBytes(head.Length > 1 ? head[1..] : ""));
        var found = head.Length > 0;
        for (
            ;
            YamlSource.IsWord(source.Next) || UriPunctuation.Contains(source.Next, StringComparison.Ordinal);
            found = true
        )
        {
            if (source.Next is not '%')
            {
                uri.Add((byte)source.Next);
                source.Skip();
                continue;
            }

            EscapedCharacter(source, uri, line);
        }

        return found ? GoText.FromUtf8([.. uri]) : throw YamlScanner.Malformed(line);
    }

    // All octets of a character must be escaped, one after the other.
    private static void EscapedCharacter(YamlSource source, List<byte> uri, int line)
    {
        var lead = Octet(source, line);
        uri.Add(lead);
        var rest = lead switch
        {
            < 0x80 => 0,
            >= 0xc0 and < 0xe0 => 1,
            >= 0xe0 and < 0xf0 => 2,
            >= 0xf0 and < 0xf8 => 3,
            _ => throw YamlScanner.Malformed(line),
        };
        for (; rest > 0; rest--)
        {
            var octet = Octet(source, line);
            uri.Add((octet & 0xc0) == 0x80 ? octet : throw YamlScanner.Malformed(line));
        }
    }

    private static byte Octet(YamlSource source, int line)
    {
        if (source.Next is not '%' || !char.IsAsciiHexDigit(source[1]) || !char.IsAsciiHexDigit(source[2]))
        {
            throw YamlScanner.Malformed(line);
        }

        var octet = Convert.FromHexString([source[1], source[2]])[0];
        source.Skip(3);
        return octet;
    }

    private static string Word(YamlSource source)
    {
        var word = new StringBuilder();
        while (YamlSource.IsWord(source.Next))
        {
            source.Read(word);
        }

        return word.ToString();
    }
}
