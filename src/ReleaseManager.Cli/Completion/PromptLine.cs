using System.CommandLine.Parsing;

namespace ReleaseManager.Cli.Completion;

/// <summary>What stands at a prompt before the cursor.</summary>
/// <param name="Words">The words behind the name of the program that are complete.</param>
/// <param name="Current">The beginning of the word at the cursor; empty for one that is not begun.</param>
internal sealed record PromptLine(IReadOnlyList<string> Words, string Current)
{
    /// <summary>Reads a line.</summary>
    /// <param name="line">All of it, the name of the program included.</param>
    /// <param name="position">Where the cursor is, in characters.</param>
    public static PromptLine Of(string line, int position)
    {
        var before = line[..Math.Clamp(position, 0, line.Length)];
        var words = CommandLineParser.SplitCommandLine(before).Skip(1).ToList();
        return before.Length == 0 || char.IsWhiteSpace(before[^1]) || words.Count == 0
            ? new PromptLine(words, "")
            : new PromptLine(words[..^1], words[^1]);
    }
}
