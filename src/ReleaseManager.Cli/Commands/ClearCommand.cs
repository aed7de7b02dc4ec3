using System.CommandLine;
using System.Globalization;
using ReleaseManager.Cli.Output;
using ReleaseManager.Cli.Running;
using ReleaseManager.Core.State;

namespace ReleaseManager.Cli.Commands;

/// <summary><c>releasemanager clear</c>: removes a saved state, and nothing else under its path.</summary>
internal static class ClearCommand
{
    /// <summary>The command.</summary>
    public static Command Create() =>
        Verb.OnState("clear", "Remove a saved state with all its snapshots", [Confirmation.Yes], RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken stop)
    {
        var state = session.OpenState();
        var planned = await state.ClearAsync(new ClearOptions { PlanOnly = true }, null, stop);
        if (session.DryRun || planned.Files == 0)
        {
            Write(session, planned, isDone: false);
            return ExitCodes.Done;
        }

        var question = string.Create(
            CultureInfo.InvariantCulture,
            $"Remove all {planned.Snapshots} snapshots in {planned.Location} for good"
        );
        if (!Confirmation.Ask(session, question, planned.Location))
        {
            return ExitCodes.Incomplete;
        }

        var result = await session.Messages.WithProgressAsync(progress =>
            state.ClearAsync(new ClearOptions(), progress, stop)
        );
        Write(session, result, isDone: true);
        return ExitCodes.Done;
    }

    private static void Write(Session session, ClearResult result, bool isDone)
    {
        session.Results.Write(
            result,
            CliJson.Plain.ClearResult,
            target =>
                target.WriteLine(
                    result.Files == 0
                        ? $"There is no saved state in {result.Location}."
                        : string.Create(
                            CultureInfo.InvariantCulture,
                            $"{(isDone ? "Removed" : "Would remove")} {result.Snapshots} snapshots, {result.Records} records, {result.Files} files, {result.Bytes} bytes in {result.Location}."
                        )
                )
        );
        if (result.Foreign.Count > 0)
        {
            session.Messages.Warn(
                $"{result.Foreign.Count} files there are no part of a state and stay: {string.Join(", ", result.Foreign.Take(3))}"
            );
        }

        foreach (var warning in result.Warnings)
        {
            session.Messages.Warn(warning);
        }
    }
}
