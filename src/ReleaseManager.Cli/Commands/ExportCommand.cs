using System.CommandLine;
using System.Globalization;
using ReleaseManager.Cli.Output;
using ReleaseManager.Cli.Running;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Cli.Commands;

/// <summary><c>releasemanager export</c>: cluster into state.</summary>
internal static class ExportCommand
{
    private static readonly Option<StorageDriver?> Driver = DriverFlag();

    private static readonly Option<int?> HistoryDepth = Flags.Count(
        "--history-depth",
        "Look only at the newest revisions of each release; what is saved already stays"
    );

    private static readonly Option<bool> IncludeReferences = Flags.Switch(
        "--include-references",
        "Save the Secrets, ConfigMaps and ServiceAccounts too that releases refer to and no release owns"
    );

    private static readonly Option<bool> AcceptLoss = Flags.Switch(
        "--accept-loss",
        "Take a sudden loss of releases for what it is, and do not mark the snapshot suspect"
    );

    private static readonly Option<bool> TakeOverPath = Flags.Switch(
        "--take-over-path",
        "Begin a new line of snapshots where the path belongs to another cluster"
    );

    private static readonly Option<int?> Parallelism = Flags.Count(
        "--threads",
        "Requests and writes at the same time (default 8)",
        "--parallelism"
    );

    /// <summary>The command.</summary>
    public static Command Create() =>
        Verb.OnState(
            "export",
            "Save the releases of a cluster as a new snapshot",
            [
                SelectionFlags.Names,
                SelectionFlags.Namespaces,
                SelectionFlags.ExcludeNamespaces,
                Driver,
                HistoryDepth,
                IncludeReferences,
                AcceptLoss,
                TakeOverPath,
                Parallelism,
            ],
            RunAsync
        );

    private static async Task<int> RunAsync(Session session, CancellationToken stop)
    {
        var state = session.OpenState();
        using var cluster = session.OpenCluster();
        var exporter = new Exporter(cluster, state, TimeProvider.System);
        var options = Options(session);
        var result = await session.Messages.WithProgressAsync(progress => exporter.RunAsync(options, progress, stop));
        session.Results.Write(result, CliJson.Plain.ExportResult, target => Describe(target, result, session.DryRun));
        Warn(session.Messages, result);
        return ExitCodes.Done;
    }

    private static ExportOptions Options(Session session)
    {
        var options = new ExportOptions
        {
            Names = session.List(SelectionFlags.Names),
            Namespaces = session.List(SelectionFlags.Namespaces),
            ExcludeNamespaces = session.List(SelectionFlags.ExcludeNamespaces),
            Driver = session.Get(Driver),
            HistoryDepth = session.Get(HistoryDepth),
            IncludeReferences = session.Get(IncludeReferences),
            AcceptLoss = session.Get(AcceptLoss),
            TakeOverPath = session.Get(TakeOverPath),
            DryRun = session.DryRun,
            Writer = $"releasemanager {ProductVersion.Text}",
        };
        return session.Get(Parallelism) is { } parallelism ? options with { Parallelism = parallelism } : options;
    }

    private static void Describe(TextWriter target, ExportResult result, bool dryRun)
    {
        var what = string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Releases} releases, {result.Revisions} revisions"
        );
        target.WriteLine(
            result.Written ? $"Snapshot {result.Sequence} written to {result.Location}: {what}."
            : result.Changed && dryRun ? $"Snapshot {result.Sequence} would be written to {result.Location}: {what}."
            : $"Nothing has changed since snapshot {result.Sequence} in {result.Location}: {what}."
        );
        if (result.Changed)
        {
            target.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{result.ChangedRevisions} revisions new or changed, {result.RemovedRevisions} gone; {result.NewRecords} records saved ({result.NewBytes} bytes)."
                )
            );
        }
    }

    private static void Warn(MessageWriter messages, ExportResult result)
    {
        foreach (var problem in result.Problems)
        {
            messages.Warn(
                $"revision {problem.Revision} of {problem.Namespace}/{problem.Name} cannot be read and is saved as it is: {problem.Reason}"
            );
        }

        foreach (var warning in result.Warnings)
        {
            messages.Warn(warning);
        }

        if (result.Suspect is { } reason)
        {
            messages.Warn(
                $"snapshot {result.Sequence} is marked suspect, so imports pass it over: {reason}. If the loss is meant, export with --accept-loss."
            );
        }
    }

    private static Option<StorageDriver?> DriverFlag() =>
        new("--driver")
        {
            Description = "Only releases that Helm keeps in Secrets or in ConfigMaps (else both)",
            HelpName = "secret|configmap",
            CustomParser = result =>
            {
                switch (result.Tokens[0].Value.ToUpperInvariant())
                {
                    case "SECRET" or "SECRETS":
                        return StorageDriver.Secret;
                    case "CONFIGMAP" or "CONFIGMAPS":
                        return StorageDriver.ConfigMap;
                    case "SQL":
                        result.AddError("Releases that Helm keeps in a SQL database are not supported.");
                        return null;
                    default:
                        result.AddError(
                            $"'{result.Tokens[0].Value}' is no storage driver: choose secret or configmap."
                        );
                        return null;
                }
            },
        };
}
