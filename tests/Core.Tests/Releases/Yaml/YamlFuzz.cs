using System.Text;

namespace ReleaseManager.Core.Tests.Releases.Yaml;

/// <summary>Makes YAML, and what is nearly YAML, by chance; the same seed makes the same texts.</summary>
internal sealed class YamlFuzz(int seed)
{
    // What YAML is made of, and what its readers stumble over.
    private static readonly string[] Pieces =
    [
        .. "a|b|c|key|x y|1|0|-1|0755|0x1F|0b11|1_000|1.5|1e3|.5|.inf|.nan|yes|no|on|off|y|n|true|~|null|2001-01-01|1:30|<<".Split(
            '|'
        ),
        ": ",
        ": ",
        ": ",
        ":",
        ":\n",
        "- ",
        "- ",
        "-",
        "-\n",
        "? ",
        "?",
        "\n",
        "\n",
        "\n",
        "\n  ",
        "\n  ",
        "\n    ",
        "\n ",
        " ",
        "  ",
        "\t",
        "\r\n",
        "\r",
        "\u2028",
        "\u0085",
        "[",
        "]",
        "{",
        "}",
        ", ",
        ",",
        "'",
        "''",
        "\"",
        "\\",
        "\\n",
        "\\\n",
        "\\u0041",
        "\\x",
        "\"a\"",
        "'b'",
        "|\n",
        "|",
        ">\n",
        ">-\n",
        "|+\n",
        "|2\n",
        "#",
        " # c",
        "&x ",
        "*x",
        "&y ",
        "*y",
        "*x : ",
        "!!str ",
        "!!int ",
        "!!float ",
        "!!binary ",
        "!!bool ",
        "!!null ",
        "!t ",
        "!",
        "! ",
        "!<a> ",
        "%",
        "@",
        "`",
        "---\n",
        "---",
        "--- ",
        "...\n",
        "%YAML 1.1\n",
        "%TAG ! a\n",
        "<<: ",
        "<<: *x",
        "<<: [*x, *y]",
        "\u00e4",
        "\ud83d\ude80",
        "\ufeff",
        "\u00a0",
        "\u0007",
        "a: b\n",
        "c: d\n",
        "- e\n",
        "{f: g}",
        "[h, i]",
        "a: &x {b: c}\n",
        "d: &y {b: e}\n",
        "aGk=",
    ];

    // The words stand before the punctuation.
    private const int WordCount = 29;

    private readonly Random random = new(seed);

    /// <summary>The next text.</summary>
    public string Next()
    {
        var text = random.Next(4) switch
        {
            0 => Soup(),
            1 => Tree(random.Next(4), 0) + "\n",
            2 => Mutant(Tree(random.Next(4), 0) + "\n"),
            _ => Mutant(YamlCases.All[random.Next(YamlCases.All.Count)].Yaml),
        };
        // A byte order mark further on makes goyaml lose a character where its buffer happens to begin with the mark.
        return text[..Math.Min(1, text.Length)]
            + text[Math.Min(1, text.Length)..].Replace("\ufeff", "", StringComparison.Ordinal);
    }

    /// <summary>Many texts.</summary>
    public IReadOnlyList<string> Next(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];

    private string Soup()
    {
        var text = new StringBuilder();
        for (var left = random.Next(2, 16); left > 0; left--)
        {
            text.Append(Piece());
        }

        return text.ToString();
    }

    // Well-formed for the most part: block collections of some depth with scalars and flow collections as leaves.
    private string Tree(int depth, int indent)
    {
        if (depth == 0)
        {
            return Leaf(indent);
        }

        var text = new StringBuilder();
        var margin = new string(' ', indent);
        var isMap = random.Next(3) > 0;
        for (var left = random.Next(1, 4); left > 0; left--)
        {
            text.Append(text.Length > 0 ? margin : "").Append(isMap ? Key() + ":" : "-");
            var below = random.Next(depth);
            if (below > 0 && (isMap || random.Next(2) == 0))
            {
                var deeper = indent + random.Next(isMap ? 1 : 2, 4);
                text.Append('\n').Append(new string(' ', deeper)).Append(Tree(below, deeper));
            }
            else
            {
                text.Append(' ').Append(Tree(isMap ? 0 : below, indent + 2));
            }

            text.Append(left > 1 ? "\n" : "");
        }

        return text.ToString();
    }

    private string Leaf(int indent)
    {
        var margin = "\n" + new string(' ', indent + random.Next(1, 4));
        return random.Next(10) switch
        {
            0 => "|" + Header() + margin + Words() + margin + Words(),
            1 => ">" + Header() + margin + Words() + "\n" + margin + Words() + margin + " " + Words(),
            2 => "'" + Words() + margin + Words() + "'",
            3 => "\"" + Words() + "\\n" + margin + Words() + "\"",
            4 => "[" + Words() + ", " + Piece() + "]",
            5 => "{" + Words() + ": " + Piece() + ", " + Words() + ": " + Words() + "}",
            6 => "&x " + Words(),
            7 => "*x",
            8 => Piece(),
            _ => Words(),
        };
    }

    private string Header() =>
        random.Next(6) switch
        {
            0 => "-",
            1 => "+",
            2 => "2",
            3 => "1-",
            _ => "",
        };

    private string Key() => random.Next(8) == 0 ? Piece().Trim() : "k" + random.Next(4);

    private string Words() => Pieces[random.Next(WordCount)];

    private string Mutant(string text)
    {
        for (var left = random.Next(1, 4); left > 0; left--)
        {
            var at = random.Next(text.Length + 1);
            var length = Math.Min(random.Next(4), text.Length - at);
            text = random.Next(4) switch
            {
                0 => text[..at] + text[(at + length)..],
                1 => text[..at] + Piece() + text[at..],
                2 => text[..at] + Piece() + text[(at + length)..],
                _ => text + text[at..],
            };
        }

        // Half of a pair of surrogates is no text that a manifest can hold.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
    }

    private string Piece() => Pieces[random.Next(Pieces.Length)];
}
