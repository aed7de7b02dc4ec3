using System.Text.RegularExpressions;
using ReleaseManager.Contracts;

namespace ReleaseManager.Lab.Docs;

/// <summary>
/// A document of the project, and what it shows. Comments in it, which no reader sees, say what else the tests of documents need: <c>not run: reason</c> and <c>file: name</c> of the block
/// that follows, and <c>run: commands</c> of PowerShell to be run at that place.
/// </summary>
internal static partial class Document
{
    /// <summary>The blocks of a document, in its order.</summary>
    /// <param name="document">The path within the repository, with slashes.</param>
    public static IReadOnlyList<DocumentBlock> Blocks(string document)
    {
        var lines = File.ReadLines(Repository.PathOf(document.Split('/')));
        return document.EndsWith(".md", StringComparison.Ordinal) ? Fenced(lines) : Topic.Blocks(lines);
    }

    private static List<DocumentBlock> Fenced(IEnumerable<string> lines)
    {
        List<DocumentBlock> blocks = [];
        List<string>? inside = null;
        var (fence, language, begins) = ("", "", 0);
        string? notRun = null;
        string? file = null;
        foreach (var (line, number) in lines.Select((l, n) => (l, n + 1)))
        {
            if (inside is null)
            {
                if (Fence().Match(line) is { Success: true } found)
                {
                    (inside, begins) = ([], number);
                    (fence, language) = (found.Groups["indent"].Value, found.Groups["language"].Value);
                }
                else if (Mark().Match(line) is { Success: true } mark)
                {
                    var text = mark.Groups["text"].Value;
                    switch (mark.Groups["what"].Value)
                    {
                        case "run":
                            blocks.Add(new DocumentBlock(number, "powershell", text));
                            break;
                        case "file":
                            file = text;
                            break;
                        default:
                            notRun = text;
                            break;
                    }
                }
            }
            else if (line == fence + "```")
            {
                blocks.Add(
                    new DocumentBlock(begins, language, string.Join('\n', inside)) { NotRun = notRun, File = file }
                );
                (inside, notRun, file) = (null, null, null);
            }
            else
            {
                // A block in a list is indented with it.
                inside.Add(line.StartsWith(fence, StringComparison.Ordinal) ? line[fence.Length..] : line);
            }
        }

        return blocks;
    }

    [GeneratedRegex(@"^(?<indent> *)```(?<language>\w*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fence();

    [GeneratedRegex("^ *<!-- (?<what>not run|run|file): (?<text>.+) -->$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mark();
}
