using System.CommandLine;
using ReleaseManager.Cli.Completion;
using ReleaseManager.Cli.Running;

namespace ReleaseManager.Cli.Commands;

/// <summary><c>releasemanager __complete</c>: what the scripts of the shells ask; named as in the tools whose completion comes from spf13/cobra.</summary>
internal static class CompleteCommand
{
    private static readonly Argument<int> Position = new("position");

    private static readonly Argument<string> Line = new("line");

    /// <summary>The command.</summary>
    /// <param name="root">All that can be typed.</param>
    public static Command Create(RootCommand root)
    {
        var command = new Command("__complete", "Tell what the word at a position of a line could become")
        {
            Position,
            Line,
        };
        command.Hidden = true;
        command.SetAction(
            async (parsed, stop) =>
            {
                var typed = PromptLine.Of(parsed.GetValue(Line) ?? "", parsed.GetValue(Position));
                foreach (var candidate in await new WordSearch(root, typed).FindAsync(stop))
                {
                    Console.Out.Write($"{candidate.Value}\t{candidate.About}\n");
                }

                return ExitCodes.Done;
            }
        );
        return command;
    }
}
