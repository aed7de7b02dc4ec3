using System.CommandLine;
using System.Globalization;
using ReleaseManager.Cli.Output;
using ReleaseManager.Cli.Running;
using ReleaseManager.Core;
using ReleaseManager.Core.State;

namespace ReleaseManager.Cli.Commands;

/// <summary><c>releasemanager prune</c>: removes snapshots that no rule keeps, or that are named.</summary>
internal static class PruneCommand
{
    /// <summary>What is to go by name.</summary>
    public static Option<string[]> Snapshots { get; } =
        Flags.List(
            "--snapshot",
            "The snapshots that go: numbers, or full names where several have one number",
            "--snapshots"
        );

    /// <summary>The ways to say what goes: one excludes the other.</summary>
    public static IReadOnlyList<IReadOnlyList<Option>> Ways { get; } =
    [
        [Snapshots],
        RetentionFlags.All,
    ];

    /// <summary>The command.</summary>
    public static Command Create() =>
        Verb.OnState(
            "prune",
            "Remove snapshots that no rule keeps, or that are named; what only they needed goes a day later, by the next prune",
            [.. RetentionFlags.All, Snapshots, Confirmation.Yes],
            RunAsync
        );

    private static async Task<int> RunAsync(Session session, CancellationToken stop)
    {
        var policy = RetentionFlags.Policy(session);
        var names = session.List(Snapshots);
        RequireOne(policy, names);
        var state = session.OpenState();
        await state.RequireHeaderAsync(stop);
        var writer = Product.Name;
        var options = policy.KeepsAny
            ? new PruneOptions { Policy = policy, Writer = writer }
            : new PruneOptions { Snapshots = await SnapshotNames.ResolveAsync(state, names, stop), Writer = writer };
        if (session.DryRun || !session.Get(Confirmation.Yes))
        {
            var planned = await session.Messages.WithProgressAsync(progress =>
                state.PruneAsync(options with { PlanOnly = true }, progress, stop)
            );
            if (session.DryRun)
            {
                PruneText.Write(session, planned);
                return ExitCodes.Done;
            }

            if (HasAnythingToGo(planned) && !Confirmation.Ask(session, Question(planned), planned.Location))
            {
                return ExitCodes.Incomplete;
            }
        }

        PruneText.Write(
            session,
            await session.Messages.WithProgressAsync(progress => state.PruneAsync(options, progress, stop))
        );
        return ExitCodes.Done;
    }

    private static void RequireOne(RetentionPolicy policy, IReadOnlyList<string> names)
    {
        if (policy.KeepsAny == names.Count > 0)
        {
            throw new ReleaseManagerException(
                "PruneOptionsWrong",
                ErrorKind.Usage,
                policy.KeepsAny
                    ? "Snapshots were named and rules given; only one of them can say what goes."
                    : "Nothing says which snapshots are to go."
            )
            {
                Advice =
                    "Name snapshots with --snapshot, or say what stays with --keep-last, --keep-hourly, --keep-daily, --keep-weekly, --keep-monthly.",
            };
        }
    }

    private static bool HasAnythingToGo(PruneResult planned) =>
        planned.SnapshotsRemoved > 0 || planned.ContentsRemoved > 0;

    private static string Question(PruneResult planned) =>
        planned.SnapshotsRemoved > 0
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Remove {planned.SnapshotsRemoved} of {planned.Decisions.Count} snapshots in {planned.Location} for good"
            )
            : string.Create(
                CultureInfo.InvariantCulture,
                $"Remove {planned.ContentsRemoved} files in {planned.Location} that no snapshot needs any more"
            );
}
