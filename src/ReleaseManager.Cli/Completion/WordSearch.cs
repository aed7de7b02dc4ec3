using System.CommandLine;
using System.CommandLine.Parsing;
using ReleaseManager.Cli.Running.Configuration;
using ReleaseManager.Cli.Running.Syntax;
using ReleaseManager.Core.Completion;

namespace ReleaseManager.Cli.Completion;

/// <summary>Finds what the word at the cursor could become: a command, a flag, or a value of one.</summary>
internal sealed class WordSearch(RootCommand root, PromptLine typed)
{
    /// <summary>The candidates, as they would stand in the line; none where something fails.</summary>
    public async Task<IReadOnlyList<Candidate>> FindAsync(CancellationToken stop)
    {
        var (words, flag, prefix, start) = Split();
        try
        {
            var line = FlagSyntax.Normal(root, words);
            var parsed = root.Parse(line.Words, CommandLine.Parsing);
            var command = parsed.CommandResult.Command;
            if (parsed.UnmatchedTokens.Count > 0)
            {
                return [];
            }

            if (flag is null && start.StartsWith('-'))
            {
                return [.. Completing.Matching(FlagsOf(parsed.CommandResult), start)];
            }

            if (flag is null && command.Subcommands.Any(one => !one.Hidden))
            {
                return [.. Completing.Matching(CommandsOf(command), start)];
            }

            if ((flag is null ? null : TypedFlag.Find(command, flag)) is not { } option)
            {
                return flag is null && command.Arguments.Count > 0
                    ? await ValuesAsync(parsed, line, null, "", start, stop)
                    : [];
            }

            return await ValuesAsync(parsed, line, option, prefix, start, stop);
        }
        catch (Exception error) when (error is ReleaseManagerException or InvalidOperationException)
        {
            // Nobody asked for anything yet: what is wrong with the line is told when it is run.
            return [];
        }
    }

    /// <summary>The words before the one at the cursor, the flag whose value that one is, what of it stays, and what is to be completed.</summary>
    private (IReadOnlyList<string> Words, string? Flag, string Prefix, string Start) Split()
    {
        if (typed.Current.StartsWith('-') && TypedFlag.Split(typed.Current) is (var name, { } value))
        {
            return (typed.Words, name, $"{name}=", value);
        }

        var before = typed.Words.SkipLast(1).ToList();
        if (
            typed.Words.Count > 0
            && typed.Words[^1] is ['-', ..] last
            && !typed.Current.StartsWith('-')
            && TakesValue(before, last)
        )
        {
            return (before, last, "", typed.Current);
        }

        return (typed.Words, null, "", typed.Current);
    }

    private bool TakesValue(IReadOnlyList<string> before, string flag)
    {
        var command = root.Parse(before, CommandLine.Parsing).CommandResult.Command;
        return TypedFlag.Find(command, flag) is { } option
            && option.ValueType != typeof(bool)
            && option.Arity.MaximumNumberOfValues > 0;
    }

    private async Task<IReadOnlyList<Candidate>> ValuesAsync(
        ParseResult parsed,
        TypedLine line,
        Option? option,
        string prefix,
        string start,
        CancellationToken stop
    )
    {
        // Of several values with commas between the last one is at the cursor.
        var comma = option?.HelpName == Running.Flags.SeveralNames ? start.LastIndexOf(',') + 1 : 0;
        var settings = await Settings.ReadAsync(root, parsed, line.Emptied, Environment.GetEnvironmentVariable, stop);
        var values = await new ValueSearch(settings.Parse(root, line.Words)).FindAsync(option);
        return
        [
            .. Completing
                .Matching(values, start[comma..])
                .Select(one => one with { Value = $"{prefix}{start[..comma]}{one.Value}" }),
        ];
    }

    private static IEnumerable<Candidate> CommandsOf(Command command) =>
        command
            .Subcommands.Where(one => !one.Hidden)
            .Select(one => new Candidate(one.Name, one.Description ?? one.Name));

    private static IEnumerable<Candidate> FlagsOf(CommandResult invoked)
    {
        var flags = invoked.Command.Options.AsEnumerable();
        for (var at = invoked.Parent; at is CommandResult parent; at = parent.Parent)
        {
            flags = flags.Concat(parent.Command.Options.Where(option => option.Recursive));
        }

        return flags
            .Where(option => !option.Hidden && option is not VersionOption)
            .Select(option => new Candidate(option.Name, option.Description ?? option.Name))
            .DistinctBy(one => one.Value)
            .OrderBy(one => one.Value, StringComparer.Ordinal);
    }
}
