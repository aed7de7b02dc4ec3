using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using ReleaseManager.Cli.Commands;
using ReleaseManager.Cli.Output;
using ReleaseManager.Cli.Running;
using ReleaseManager.Cli.Running.Configuration;
using ReleaseManager.Cli.Running.Syntax;

namespace ReleaseManager.Cli;

/// <summary>The whole command line: what can be typed, and what a process of it ends with.</summary>
internal static class CommandLine
{
    /// <summary>How words are read: an @ before one means nothing, since values may begin with it.</summary>
    public static ParserConfiguration Parsing { get; } = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs one command.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = Root();
        TypedLine line;
        try
        {
            line = FlagSyntax.Normal(root, args.Length == 0 ? ["--help"] : args);
        }
        catch (ReleaseManagerException error)
        {
            return ErrorReport.Write(Console.Error, error, debug: false, CancellationToken.None);
        }

        return await RunAsync(root, line);
    }

    private static async Task<int> RunAsync(RootCommand root, TypedLine line)
    {
        var typed = root.Parse(line.Words, Parsing);
        if (typed.Action is not (HelpAction or null) && typed.Action.ClearsParseErrors)
        {
            return await typed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }

        if (IsWrong(typed))
        {
            ErrorReport.WriteUsage(Console.Error, typed);
            return ExitCodes.Usage;
        }

        if (typed.Action is HelpAction)
        {
            return await typed.InvokeAsync();
        }

        using var signals = new StopSignals();
        var debug = typed.GetValue(GlobalOptions.Debug);
        try
        {
            var settings = await Settings.ReadAsync(
                root,
                typed,
                line.Emptied,
                Environment.GetEnvironmentVariable,
                signals.Token
            );
            var parsed = settings.Parse(root, line.Words);
            if (parsed.Errors.Count > 0)
            {
                ErrorReport.WriteUsage(Console.Error, parsed);
                return ExitCodes.Usage;
            }

            debug = parsed.GetValue(GlobalOptions.Debug);
            signals.Patience = DaemonFlags.IsDaemon(parsed) ? DaemonFlags.Patience : signals.Patience;
            var messages = new MessageWriter(Console.Error, isVerbose: false);
            foreach (var warning in settings.Warnings)
            {
                messages.Warn(warning);
            }

            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration, signals.Token);
        }
        catch (Exception error)
        {
            return ErrorReport.Write(Console.Error, error, debug, signals.Token);
        }
    }

    /// <summary>Whether what was typed is wrong by itself; what is missing may still be given elsewhere.</summary>
    private static bool IsWrong(ParseResult typed) =>
        typed.UnmatchedTokens.Count > 0 || typed.Errors.Any(error => error.SymbolResult is not CommandResult);

    private static RootCommand Root()
    {
        var root = new RootCommand(
            "Saves what Helm released in a cluster, outside the cluster, and brings it back exactly as it was."
        );
        foreach (var option in GlobalOptions.All)
        {
            root.Add(option);
        }

        root.Add(ExportCommand.Create());
        root.Add(DaemonCommand.Create());
        root.Add(ImportCommand.Create());
        root.Add(PlanCommand.Create());
        root.Add(ListCommand.Create());
        root.Add(GetCommand.Create());
        root.Add(DiffCommand.Create());
        root.Add(PullCommand.Create());
        root.Add(VerifyCommand.Create());
        root.Add(PruneCommand.Create());
        root.Add(CopyCommand.Create());
        root.Add(KeyCommand.Create());
        root.Add(ClearCommand.Create());
        root.Add(DocsCommand.Create(root));
        root.Add(CompletionCommand.Create());
        root.Add(CompleteCommand.Create(root));
        root.Add(VersionCommand.Create());
        return root;
    }
}
