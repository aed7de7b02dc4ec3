using System.CommandLine;
using System.CommandLine.Help;
using ReleaseManager.Cli.Commands;
using ReleaseManager.Cli.Output;
using ReleaseManager.Cli.Running;

namespace ReleaseManager.Cli;

/// <summary>The whole command line: what can be typed, and what a process of it ends with.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = Root();
        var parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Action is not (HelpAction or null) && parsed.Action.ClearsParseErrors)
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }

        if (parsed.Errors.Count > 0)
        {
            ErrorReport.WriteUsage(Console.Error, parsed);
            return ExitCodes.Usage;
        }

        using var signals = new StopSignals();
        var debug = parsed.GetValue(GlobalOptions.Debug);
        try
        {
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
        root.Add(ImportCommand.Create());
        root.Add(PlanCommand.Create());
        root.Add(ListCommand.Create());
        root.Add(GetCommand.Create());
        root.Add(VerifyCommand.Create());
        root.Add(PruneCommand.Create());
        root.Add(CopyCommand.Create());
        root.Add(KeyCommand.Create());
        root.Add(ClearCommand.Create());
        root.Add(VersionCommand.Create());
        return root;
    }
}
