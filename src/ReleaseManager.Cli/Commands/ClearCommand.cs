using System.CommandLine;
using System.Globalization;
using ReleaseManager.Cli.Output;
using ReleaseManager.Cli.Running;
using ReleaseManager.Core.State;

namespace ReleaseManager.Cli.Commands;

/// <summary><c>releasemanager clear</c>: removes a saved state, and nothing else under its path.</summary>
internal static class ClearCommand
{
    private static readonly Option<bool> Yes = Flags.Switch("--yes", "Do not ask", "-y");

    /// <summary>The command.</summary>
    public static Command Create() =>
        Verb.OnState("clear", "Remove a saved state with all its snapshots", [Yes], RunAsync);

    private static async Task<int> RunAsync(Session session, CancellationToken stop)
    {
        var state = session.OpenState();
        var planned = await state.ClearAsync(new ClearOptions { PlanOnly = true }, null, stop);
        if (session.DryRun || planned.Files == 0)
        {
            Write(session, planned, isDone: false);
            return ExitCodes.Done;
        }

        if (!session.Get(Yes) && !Confirm(planned))
        {
            session.Messages.Say("Nothing was removed.");
            return ExitCodes.Incomplete;
        }

        var result = await session.Messages.WithProgressAsync(progress =>
            state.ClearAsync(new ClearOptions(), progress, stop)
        );
        Write(session, result, isDone: true);
        return ExitCodes.Done;
    }

    private static bool Confirm(ClearResult planned)
    {
        if (Console.IsInputRedirected || Console.IsErrorRedirected)
        {
            throw new ReleaseManagerException(
                "ConfirmationNeeded",
                ErrorKind.Usage,
                $"Nobody can be asked whether the state in {planned.Location} is to be removed."
            )
            {
                Target = planned.Location,
                Advice = "Give --yes to remove it without being asked, or --dry-run to see what would be removed.",
            };
        }

        Console.Error.Write(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Remove all {planned.Snapshots} snapshots in {planned.Location} for good? [y/N] "
            )
        );
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
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
    }
}
