using System.Globalization;
using ReleaseManager.Core.Import.Removal;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Render;

/// <summary>
/// Has helm install one release anew. What an earlier import of the same release has left half done is uninstalled first: Helm cannot go on with an install.
/// </summary>
internal sealed class RenderRun(
    ReplayContext context,
    ReleaseRendering rendering,
    SavedRelease release,
    ReleaseTally tally
)
{
    // Helm's own time counts for each hook and each wait; this one only for a helm that hangs.
    private static readonly TimeSpan Spare = TimeSpan.FromMinutes(1);

    /// <returns>The status of the release as it now stands in the cluster.</returns>
    /// <exception cref="ReleaseManagerException">It did not end well.</exception>
    public async Task<string> RunAsync(CancellationToken stop)
    {
        var record = await SavedRevision.ReadAsync(context.State, release, release.Base!, stop);
        using var chart = await rendering.RenderAsync(release, record, stop);
        if (rendering.Loss(chart.Difference) is { } loss)
        {
            throw Failure("RenderLosesObjects", $"Release {release}: {loss}.");
        }

        await using var mark = await RenderMark.AcquireAsync(context, release, stop);
        using var whileHeld = CancellationTokenSource.CreateLinkedTokenSource(stop, mark.Lost);
        try
        {
            var status = await InstallAsync(chart, mark, whileHeld.Token);
            await mark.RemoveAsync(stop);
            return status;
        }
        catch (OperationCanceledException error)
            when (mark.Lost.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new ImportException(
                "ImportLockLost",
                ErrorKind.Cluster,
                $"The import's mark on release {release} could not be renewed while helm was installing it.",
                error
            )
            {
                Target = release.ToString(),
                Advice = "See who else works on this release, then run the same import again.",
            };
        }
        catch (ReleaseManagerException error)
        {
            if (context.Settings.Atomic)
            {
                await TakeBackAsync(chart, mark, error, stop);
            }

            await LeaveAsync(mark, stop);
            throw;
        }
    }

    /// <summary>Uninstalls what helm has made of the release; returns only where that did not succeed.</summary>
    /// <exception cref="ImportException">All is as it was before; tells why the release failed.</exception>
    private async Task TakeBackAsync(
        RenderedChart chart,
        RenderMark mark,
        ReleaseManagerException error,
        CancellationToken stop
    )
    {
        try
        {
            if (await RenderedRecord.ReadAsync(context.Cluster, release, stop) is var (_, left))
            {
                if (!IsHalfDone(left) && left.Status is not ReleaseStatuses.Deployed)
                {
                    return;
                }

                await HelmAsync(chart, mark, "take back what was made", Uninstall(), stop);
            }

            await mark.RemoveAsync(stop);
        }
        catch (ReleaseManagerException second)
        {
            tally.Warnings.Add($"not all that was made of it could be taken back: {second.Message}");
            return;
        }

        tally.IsTakenBack = true;
        throw TakeBack.Done(release, error);
    }

    private async Task<string> InstallAsync(RenderedChart chart, RenderMark mark, CancellationToken stop)
    {
        if (mark.Earlier is { } earlier)
        {
            await EarlierHelm.WaitAsync(release, earlier, context, stop);
        }

        if (await RenderedRecord.ReadAsync(context.Cluster, release, stop) is var (found, left))
        {
            if (
                RenderedRecord.IsOurs(left.Description, release, chart.Values)
                && left.Status is ReleaseStatuses.Deployed
            )
            {
                // Killed after helm was through.
                return Conclude(chart, left);
            }

            if (mark.Earlier is null || found.CreationTimestamp < mark.Created || !IsHalfDone(left))
            {
                throw new ImportException(
                    "ReleaseAppeared",
                    ErrorKind.Cluster,
                    $"A record of release {release} is in the cluster that this import did not write."
                )
                {
                    Target = release.ToString(),
                    Advice =
                        "See who else installs there; uninstall the release or leave it out, then run the same import again.",
                };
            }

            await HelmAsync(chart, mark, "uninstall what was half done", Uninstall(), stop);
        }

        await HelmAsync(chart, mark, "install the chart", Install(chart), stop);
        return await RenderedRecord.ReadAsync(context.Cluster, release, stop) is var (_, record)
            ? Conclude(chart, record)
            : throw Failure(
                "ReleaseNotThere",
                $"helm says that it has installed release {release}, and the cluster holds no record of it."
            );
    }

    private static bool IsHalfDone(Release left) =>
        left.Revision == 1
        && left.Status is ReleaseStatuses.PendingInstall or ReleaseStatuses.Failed or ReleaseStatuses.Uninstalling;

    /// <summary>Counts what helm has installed, and looks once more whether all is there: helm asks the cluster for more than a template can.</summary>
    private string Conclude(RenderedChart chart, Release record)
    {
        var installed = RenderedObject.Stored(record);
        foreach (var _ in installed.Where(item => !item.IsHook))
        {
            tally.Count(ObjectOutcome.Created);
        }

        tally.CountRecord();
        tally.Hooks += context.Settings.NoHooks ? 0 : installed.SelectMany(item => item.InstallEvents).Count();
        var planned = chart.Footprint.Objects.Count;
        var there = installed.Count(item => !item.IsHook);
        if (there < planned && !context.Settings.AllowFewerObjects)
        {
            throw Failure(
                "RenderLosesObjects",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"helm has installed {there} objects of release {release}, and the plan had {planned}: the chart asks the cluster for something that was not there."
                )
            );
        }

        return record.Status;
    }

    private async Task HelmAsync(
        RenderedChart chart,
        RenderMark mark,
        string doing,
        IReadOnlyList<string> arguments,
        CancellationToken stop
    )
    {
        var longest = (context.Settings.ReleaseTimeout * (2 + chart.Footprint.Hooks.Count)) + Spare;
        var outcome = await chart.Workspace.RunAsync(arguments, longest, stop, mark.NoteHelmAsync);
        if (!outcome.Succeeded)
        {
            throw ReleaseRendering.Failed(release, doing, outcome, chart.Secrets);
        }
    }

    private List<string> Install(RenderedChart chart) =>
        [
            "install",
            release.Name,
            .. chart.Chart,
            "--namespace",
            release.Namespace,
            "--values",
            chart.Workspace.Values,
            "--description",
            RenderedRecord.Description(context.Snapshot, release, chart.Values),
            "--timeout",
            Seconds(context.Settings.ReleaseTimeout),
            .. (string[])(context.Settings.NoHooks ? ["--no-hooks"] : []),
            .. (string[])(context.Settings.SkipCrds ? ["--skip-crds"] : []),
            .. (string[])(context.Settings.TakeOwnership ? ["--take-ownership"] : []),
            .. (string[])(context.Settings.Wait || context.Settings.WaitForJobs ? ["--wait"] : []),
            .. (string[])(context.Settings.WaitForJobs ? ["--wait-for-jobs"] : []),
        ];

    /// <summary>Without hooks: what they would clean up after was never whole.</summary>
    private List<string> Uninstall() =>
        [
            "uninstall",
            release.Name,
            "--namespace",
            release.Namespace,
            "--no-hooks",
            "--wait",
            "--timeout",
            Seconds(context.Settings.ReleaseTimeout),
        ];

    private async Task LeaveAsync(RenderMark mark, CancellationToken stop)
    {
        try
        {
            await mark.LeaveAsync(stop);
        }
        catch (ReleaseManagerException error)
        {
            tally.Warnings.Add(
                $"the import's mark could not be left for the next one, which has to wait a minute: {error.Message}"
            );
        }
    }

    private ImportException Failure(string errorId, string message) =>
        new(errorId, ErrorKind.Incomplete, message) { Target = release.ToString() };

    private static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, (int)time.TotalSeconds)}s");
}
