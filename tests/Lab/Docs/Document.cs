using System.Text.RegularExpressions;
using ReleaseManager.Contracts;

namespace ReleaseManager.Lab.Docs;

/// <summary>A document of the project, and the commands that it shows.</summary>
internal static partial class Document
{
    /// <summary>The commands of a document, in its order.</summary>
    /// <param name="document">The path within the repository, with slashes.</param>
    public static IReadOnlyList<DocumentBlock> Blocks(string document)
    {
        List<DocumentBlock> blocks = [];
        List<string>? inside = null;
        var (fence, language, begins) = ("", "", 0);
        string? notRun = null;
        foreach (
            var (line, number) in File.ReadLines(Repository.PathOf(document.Split('/'))).Select((l, n) => (l, n + 1))
        )
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
                    notRun = mark.Groups["reason"].Value;
                }
            }
            else if (line == fence + "```")
            {
                if (language is "sh" or "powershell")
                {
                    blocks.Add(new DocumentBlock(begins, language, string.Join('\n', inside), notRun));
                }

                (inside, notRun) = (null, null);
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

    [GeneratedRegex("^ *<!-- not run: (?<reason>.+) -->$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mark();
}
