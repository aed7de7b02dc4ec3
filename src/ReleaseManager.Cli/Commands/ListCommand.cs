using System.CommandLine;
using System.Globalization;
using ReleaseManager.Cli.Output;
using ReleaseManager.Cli.Running;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Cli.Commands;

/// <summary><c>releasemanager list</c>: the releases of a state, as <c>helm list -A -a</c> shows those of a cluster.</summary>
internal static class ListCommand
{
    private static readonly Option<bool> Snapshots = Flags.Switch(
        "--snapshots",
        "List the snapshots instead of the releases of one"
    );

    /// <summary>The command.</summary>
    public static Command Create() =>
        Verb.OnState(
            "list",
            "List the releases that are saved",
            [SelectionFlags.Snapshot, SelectionFlags.Names, SelectionFlags.Namespaces, Snapshots],
            RunAsync
        );

    private static Task<int> RunAsync(Session session, CancellationToken stop) =>
        session.Get(Snapshots) ? ListSnapshotsAsync(session, stop) : ListReleasesAsync(session, stop);

    private static async Task<int> ListReleasesAsync(Session session, CancellationToken stop)
    {
        var query = new ReleaseQuery
        {
            Names = session.List(SelectionFlags.Names),
            Namespaces = session.List(SelectionFlags.Namespaces),
        };
        List<ListedRelease> releases = [];
        var state = session.OpenState();
        await foreach (var release in new SavedReleases(state).ReadAsync(session.Snapshot(), query, stop))
        {
            releases.Add(ListedRelease.Of(release));
            if (release.Problem is { } problem)
            {
                session.Messages.Warn($"{release} cannot be read: {problem}");
            }
        }

        await WarnOfLossesAsync(session, state, stop);
        releases.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        session.Results.Write(
            releases,
            CliJson.Plain.ListListedRelease,
            target =>
                TableText.Write(
                    target,
                    ["NAME", "NAMESPACE", "REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION"],
                    releases.Select(r =>
                        (IReadOnlyList<string?>)
                            [r.Name, r.Namespace, r.Revision, r.Updated, r.Status, r.Chart, r.AppVersion]
                    )
                )
        );
        return ExitCodes.Done;
    }

    private static async Task<int> ListSnapshotsAsync(Session session, CancellationToken stop)
    {
        var state = session.OpenState();
        await state.RequireAsync(SnapshotSelector.NewestOfAll, stop);
        List<HelmReleaseSnapshot> snapshots = [];
        await foreach (var read in state.ReadSnapshotsAsync(await state.ListSnapshotsAsync(stop), stop))
        {
            snapshots.Add(SnapshotView.Of(state, read.Require()));
        }

        await WarnOfLossesAsync(session, state, stop);
        session.Results.Write(
            snapshots,
            CliJson.Plain.ListHelmReleaseSnapshot,
            target =>
                TableText.Write(
                    target,
                    ["SNAPSHOT", "TIME", "RELEASES", "REVISIONS", "WRITER", "SUSPECT"],
                    snapshots.Select(s =>
                        (IReadOnlyList<string?>)
                            [
                                s.Id,
                                s.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                                Number(s.Releases),
                                Number(s.Revisions),
                                s.Writer,
                                s.Suspect,
                            ]
                    )
                )
        );
        return ExitCodes.Done;
    }

    private static async Task WarnOfLossesAsync(Session session, ReleaseState state, CancellationToken stop)
    {
        foreach (var warning in (await state.FindOriginalReportAsync(stop))?.Warnings ?? [])
        {
            session.Messages.Warn(warning);
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
