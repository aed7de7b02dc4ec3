using System.CommandLine;
using ReleaseManager.Cli.Output;
using ReleaseManager.Cli.Running;
using ReleaseManager.Core.Comparison;
using ReleaseManager.Core.State;

namespace ReleaseManager.Cli.Commands;

/// <summary><c>releasemanager diff</c>: what is released otherwise in a cluster than in a snapshot, in two snapshots, of one state or of two, or in two clusters.</summary>
internal static class DiffCommand
{
    private const string Description = "Compare what is released";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var diff = Verb.OnState(
            "diff",
            $"{Description}: a snapshot with a cluster or with another one, of this state or of another, or two clusters; with --exit-code, exit code 6 tells of a difference",
            [DiffFlags.From, DiffFlags.To, .. SecondPlace.Difference.All, .. DiffFlags.Common],
            CompareStateAsync
        );
        foreach (var place in diff.Subcommands)
        {
            place.Description = Verb.DescriptionOf(
                place.Name == Verb.NameOf(PlaceKind.Local) ? PlaceKind.Local : PlaceKind.S3,
                $"{Description} in a snapshot and a cluster, or in two snapshots"
            );
            place.Validators.Add(SecondPlace.Difference.Validate);
        }

        var clusters = new Command("cluster", $"{Description} in two clusters, or find drift in one");
        Verb.Add(clusters, [DiffFlags.ReferenceContext, DiffFlags.ReferenceKubeconfig, .. DiffFlags.Common]);
        clusters.SetAction(
            async (parsed, stop) =>
            {
                using var session = new Session(parsed, PlaceKind.Local);
                return await CompareClustersAsync(session, stop);
            }
        );
        diff.Add(clusters);
        return diff;
    }

    private static async Task<int> CompareStateAsync(Session session, CancellationToken stop)
    {
        var state = session.OpenState();
        await TellOfOriginalAsync(session, state, stop);
        var (from, to) = (session.Get(DiffFlags.From), session.Get(DiffFlags.To));
        if (SecondPlace.Difference.Open(session) is { } other)
        {
            await TellOfOriginalAsync(session, other, stop);
            return await CompareAsync(
                session,
                ComparisonSide.Of(state, await SnapshotAsync(state, from, stop)),
                ComparisonSide.Of(other, await SnapshotAsync(other, to, stop)),
                stop
            );
        }

        if (to is not null)
        {
            var right = await SnapshotAsync(state, to, stop);
            var left = from is null
                ? await state.RequireParentAsync(right, stop)
                : await SnapshotAsync(state, from, stop);
            return await CompareAsync(session, ComparisonSide.Of(state, left), ComparisonSide.Of(state, right), stop);
        }

        var reference = ComparisonSide.Of(state, await SnapshotAsync(state, from, stop));
        using var cluster = session.OpenCluster();
        return await CompareAsync(session, reference, ComparisonSide.Of(cluster), stop);
    }

    private static async Task TellOfOriginalAsync(Session session, ReleaseState state, CancellationToken stop)
    {
        foreach (var warning in (await state.FindOriginalReportAsync(stop))?.Warnings ?? [])
        {
            session.Messages.Warn(warning);
        }
    }

    private static Task<Snapshot> SnapshotAsync(ReleaseState state, string? named, CancellationToken stop) =>
        state.RequireAsync(named is null ? SnapshotSelector.Latest : SnapshotSelector.Parse(named), stop);

    private static async Task<int> CompareClustersAsync(Session session, CancellationToken stop)
    {
        var (kubeconfig, context) = (
            session.Get(DiffFlags.ReferenceKubeconfig),
            session.Get(DiffFlags.ReferenceContext)
        );
        if (kubeconfig is null && context is null && !DiffFlags.Options(session).IncludeDrift)
        {
            throw new ReleaseManagerException(
                "ComparisonNotNamed",
                ErrorKind.Usage,
                "Nothing was named to compare the cluster with."
            )
            {
                Advice =
                    "Give --reference-kubecontext for another cluster, or --drift to compare the live objects with the releases.",
            };
        }

        using var cluster = session.OpenCluster();
        var difference = ComparisonSide.Of(cluster);
        if (kubeconfig is null && context is null)
        {
            return await CompareAsync(session, difference, difference, stop);
        }

        using var other = session.OpenCluster(kubeconfig ?? session.Get(GlobalOptions.Kubeconfig), context);
        return await CompareAsync(session, ComparisonSide.Of(other), difference, stop);
    }

    private static async Task<int> CompareAsync(
        Session session,
        ComparisonSide reference,
        ComparisonSide difference,
        CancellationToken stop
    )
    {
        foreach (var warning in reference.Warnings.Concat(difference.Warnings))
        {
            session.Messages.Warn(warning);
        }

        var comparer = new ReleaseComparer(reference, difference, DiffFlags.Options(session));
        var found = await session.Messages.WithProgressAsync(progress =>
            comparer.RunAsync(progress, stop).ToListAsync(stop).AsTask()
        );
        await WriteAsync(session, found, stop);
        foreach (var problem in found.Where(one => one.Problem is not null))
        {
            session.Messages.Say(
                $"error: release {problem.Namespace}/{problem.Name} could not be compared in whole: {problem.Problem}"
            );
        }

        return found.Exists(one => one.Problem is not null) ? ExitCodes.Incomplete
            : DiffFlags.TellsByExitCode(session) && found.Exists(one => one.Change is not HelmReleaseChange.Equal)
                ? ExitCodes.Different
            : ExitCodes.Done;
    }

    private static async Task WriteAsync(Session session, List<HelmReleaseDifference> found, CancellationToken stop)
    {
        var parts = DiffFlags.Parts(session);
        if (session.Results.Format is OutputFormat.Table && parts.Count == 0)
        {
            session.Results.WriteLines(target => DiffText.WriteList(target, found));
            return;
        }

        List<ListedDifference> listed = [];
        foreach (var one in found)
        {
            var content =
                one.Change is HelmReleaseChange.Equal or HelmReleaseChange.Drifted
                || (one.Reference is null && one.Difference is null)
                || parts.All(part => part is DiffPart.Drift)
                    ? null
                    : await one.ReadContentAsync(stop);
            if (session.Results.Format is OutputFormat.Table)
            {
                session.Results.WriteLines(target => DiffText.WriteDiff(target, one, content, parts));
            }
            else
            {
                listed.Add(ListedDifference.Of(one, content, parts));
            }
        }

        if (session.Results.Format is not OutputFormat.Table)
        {
            session.Results.Write(listed, CliJson.Plain.ListListedDifference, _ => { });
        }
    }
}
