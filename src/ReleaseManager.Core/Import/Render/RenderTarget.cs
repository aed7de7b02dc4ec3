using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import.Render;

/// <summary>Decides whether a release can be rendered into the target, given the records of that name there.</summary>
internal sealed class RenderTarget(
    KubeClient cluster,
    ReleaseState state,
    string stateId,
    TargetInventory inventory,
    TargetCheck check,
    ReleaseRendering rendering,
    TimeProvider time
)
{
    private const string WayOut = $"upgrade it by helm, {TargetCheck.WayOut}";

    public async Task<TargetVerdict> CheckAsync(SavedRelease release, CancellationToken stop)
    {
        var found = inventory.Find(release.Key);
        if (release.Base is null)
        {
            return await check.CheckAsync(release, stop);
        }

        if (found.Any(record => record.Lock is not null))
        {
            return Refuse(
                "OtherImportUnfinished",
                "a replay of it was begun and not finished: finish that one, or uninstall the release"
            );
        }

        var mark = await RenderMark.FindAsync(cluster, release, stop);
        if (
            mark is not null
            && (!mark.IsSameImport(stateId, release, rewrite: null) || mark.HeldFor(time.GetUtcNow()) is not null)
        )
        {
            return mark.IsSameImport(stateId, release, rewrite: null)
                ? Refuse(
                    "ImportInProgress",
                    "another import is rendering it; wait for it, or for a minute after it has died"
                )
                : Refuse(
                    "OtherImportUnfinished",
                    $"an import of it from another snapshot or state was begun and not finished: finish that one, or uninstall the release and delete the {RenderMark.Address(release).Resource.Kind} {RenderMark.Address(release).Name}"
                );
        }

        if (found.Count == 0)
        {
            return await check.CheckAsync(release, stop);
        }

        return mark is not null && found.All(record => record.Revision == 1)
            ? new TargetVerdict(
                ReleaseImportAction.Resume,
                null,
                [
                    "an import of it was begun and not finished; what helm has left half done is uninstalled, and it begins anew",
                ]
            )
            : check.WithWayOut(release, await CompareAsync(release, found, stop));
    }

    private async Task<TargetVerdict> CompareAsync(
        SavedRelease release,
        IReadOnlyList<TargetRecord> found,
        CancellationToken stop
    )
    {
        var newest = found.Max(record => record.Revision);
        if (await RenderedRecord.ReadAsync(cluster, release, stop) is var (_, live))
        {
            var saved = await SavedRevision.ReadAsync(state, release, release.Base!, stop);
            if (RenderedRecord.IsOurs(live.Description, release, rendering.ValuesFor(saved, [])))
            {
                return new TargetVerdict(
                    ReleaseImportAction.Skip,
                    null,
                    [
                        newest == 1
                            ? "the release is there as it was rendered from the same saved revision"
                            : $"the release is there as it was rendered from the same saved revision, and has gone on to revision {newest}",
                    ]
                );
            }
        }

        return Refuse("ReleaseDiffers", $"the release is there at revision {newest}: {WayOut}");
    }

    private static TargetVerdict Refuse(string errorId, string reason) =>
        new(ReleaseImportAction.Refuse, errorId, [reason]);
}
