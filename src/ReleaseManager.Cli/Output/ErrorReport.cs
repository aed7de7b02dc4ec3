using System.CommandLine;
using System.CommandLine.Parsing;
using ReleaseManager.Cli.Running;

namespace ReleaseManager.Cli.Output;

/// <summary>Errors as a user sees them: one line that says what is wrong, one that says what to do.</summary>
internal static class ErrorReport
{
    /// <summary>Writes an error of the command line itself.</summary>
    public static void WriteUsage(TextWriter target, ParseResult parsed)
    {
        foreach (var message in parsed.Errors.Select(Message).Distinct(StringComparer.Ordinal))
        {
            if (WithoutValues(message, parsed.UnmatchedTokens) is { } shown)
            {
                target.WriteLine($"error: {Line(shown)}");
            }
        }

        target.WriteLine($"hint: releasemanager {CommandPath(parsed)}--help tells what can be given.");
    }

    /// <summary>Writes what ended a command.</summary>
    /// <returns>The exit code that it means.</returns>
    public static int Write(TextWriter target, Exception error, bool debug, CancellationToken stop)
    {
        var code = Describe(target, error, stop);
        if (debug && code != ExitCodes.Interrupted)
        {
            if (error is ReleaseManagerException known)
            {
                target.WriteLine($"id: {known.ErrorId}");
            }

            target.WriteLine(error);
        }

        return code;
    }

    private static int Describe(TextWriter target, Exception error, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
        {
            target.WriteLine("interrupted");
            return ExitCodes.Interrupted;
        }

        if (error is ReleaseManagerException known)
        {
            target.WriteLine($"error: {Line(known.Message)}");
            if (known.Advice is { } advice)
            {
                target.WriteLine($"hint: {Line(advice)}");
            }

            return (int)known.Kind;
        }

        target.WriteLine($"error: {Line(error.Message)} ({error.GetType().Name})");
        target.WriteLine("hint: This was not foreseen. --debug tells where it came from; please report it.");
        return ExitCodes.Incomplete;
    }

    /// <summary>What the parser says, but for a command that is not typed to its end: that one is told what goes on from there.</summary>
    private static string Message(ParseError error) =>
        error.SymbolResult is CommandResult { Command: { Action: null, Subcommands: [_, ..] next } command }
        && !error.Message.Contains('\'', StringComparison.Ordinal)
            ? $"'{command.Name}' wants one more word: {string.Join(", ", next.Where(one => !one.Hidden).Select(one => one.Name))}."
            : error.Message;

    /// <summary>The value of a flag that was mistyped may be a secret: the flag's name alone is shown, and of the value nothing.</summary>
    private static string? WithoutValues(string message, IReadOnlyList<string> unmatched)
    {
        for (var i = 0; i < unmatched.Count; i++)
        {
            var token = unmatched[i];
            if (!message.Contains($"'{token}'", StringComparison.Ordinal))
            {
                continue;
            }

            if (token.StartsWith('-'))
            {
                return message.Replace(token, token.Split('=')[0], StringComparison.Ordinal);
            }

            if (i > 0 && unmatched[i - 1].StartsWith('-'))
            {
                return null;
            }
        }

        return message;
    }

    private static string CommandPath(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var at = parsed.CommandResult; at.Parent is CommandResult parent; at = parent)
        {
            names.Push(at.Command.Name + " ");
        }

        return string.Concat(names);
    }

    private static string Line(string message) => PlainText.Of(message);
}
