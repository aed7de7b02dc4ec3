using System.Text.RegularExpressions;

namespace ReleaseManager.Lab.Docs;

/// <summary>A topic of PowerShell's help: text whose examples are indented deeper than what is said of them, as are its tables.</summary>
internal static partial class Topic
{
    private const string Indent = "        ";

    /// <summary>The examples among its lines.</summary>
    public static IReadOnlyList<DocumentBlock> Blocks(IEnumerable<string> lines)
    {
        List<DocumentBlock> blocks = [];
        List<string> inside = [];
        var number = 0;
        foreach (var line in lines.Append(""))
        {
            number++;
            if (line.StartsWith(Indent, StringComparison.Ordinal))
            {
                inside.Add(line[Indent.Length..]);
                continue;
            }

            if (inside.Count > 0 && Command().IsMatch(inside[0]))
            {
                blocks.Add(new DocumentBlock(number - inside.Count, "powershell", string.Join('\n', inside)));
            }

            inside.Clear();
        }

        return blocks;
    }

    [GeneratedRegex(@"^(\$\w+ = )?\(?[A-Z][a-z]+-[A-Z]\w+( |$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Command();
}
