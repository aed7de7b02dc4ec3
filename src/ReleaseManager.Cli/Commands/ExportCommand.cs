using System.CommandLine;
using System.Globalization;
using ReleaseManager.Cli.Output;
using ReleaseManager.Cli.Running;
using ReleaseManager.Core.Export;

namespace ReleaseManager.Cli.Commands;

/// <summary><c>releasemanager export</c>: cluster into state.</summary>
internal static class ExportCommand
{
    /// <summary>How it is typed.</summary>
    public const string Name = "export";

    /// <summary>The command.</summary>
    public static Command Create() =>
        Verb.OnState(
            Name,
            "Save the releases of a cluster as a new snapshot",
            [.. ExportFlags.All, .. DaemonFlags.OfExport],
            RunAsync
        );

    private static Task<int> RunAsync(Session session, CancellationToken stop) =>
        DaemonFlags.IsDaemon(session) ? DaemonCommand.RunAsync(session, stop) : ExportAsync(session, stop);

    private static async Task<int> ExportAsync(Session session, CancellationToken stop)
    {
        var state = session.OpenState();
        using var cluster = session.OpenCluster();
        var exporter = new Exporter(cluster, state, TimeProvider.System);
        var options = ExportFlags.Options(session);
        var result = await session.Messages.WithProgressAsync(progress => exporter.RunAsync(options, progress, stop));
        session.Results.Write(result, CliJson.Plain.ExportResult, target => Describe(target, result, session.DryRun));
        Warn(session.Messages, result);
        DaemonFlags.WarnOfIdle(session);
        return ExitCodes.Done;
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
}
