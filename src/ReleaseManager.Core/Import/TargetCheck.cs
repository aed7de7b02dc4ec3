using System.Globalization;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import;

/// <summary>Decides what can be done with a release, given the records of that name in the target.</summary>
internal sealed class TargetCheck(
    KubeClient cluster,
    ReleaseState state,
    string stateId,
    ReleaseImportSettings settings,
    TargetInventory inventory,
    TimeProvider time
)
{
    private const string Differs = "ReleaseDiffers";
    private const string OtherDriver = "ReleaseUnderOtherDriver";
    private const string OtherImport = "OtherImportUnfinished";
    public const string WayOut =
        "have it uninstalled first (-Recreate, --recreate), uninstall it yourself, or leave this release out";

    public async Task<TargetVerdict> CheckAsync(SavedRelease release, CancellationToken stop)
    {
        return WithWayOut(release, await CompareAsync(release, stop));
    }

    /// <summary>Turns a refusal into what was asked for where another release is there.</summary>
    public TargetVerdict WithWayOut(SavedRelease release, TargetVerdict verdict)
    {
        var mayGo = settings.Recreate || (settings.ReplaceUninstalled && IsUninstalled(release));
        if (!mayGo || verdict.ErrorId is not (Differs or OtherDriver or OtherImport))
        {
            return verdict;
        }

        // The way out that was asked for is not among the reasons any more.
        var reasons = verdict.Reasons.Select(reason =>
            reason.EndsWith(WayOut, StringComparison.Ordinal)
                ? reason[..reason.LastIndexOf(": ", StringComparison.Ordinal)]
                : reason
        );
        return new TargetVerdict(
            ReleaseImportAction.Recreate,
            null,
            [.. reasons, "it is uninstalled with all its records, then brought back as it was saved"]
        );
    }

    private async Task<TargetVerdict> CompareAsync(SavedRelease release, CancellationToken stop)
    {
        var other = release.Key with { Driver = release.Key.Driver == "secret" ? "configmap" : "secret" };
        var found = inventory.Find(release.Key);
        if (found.Count == 0)
        {
            return inventory.Find(other).Count > 0
                ? Refuse(
                    OtherDriver,
                    $"a release of this name is there, kept in {other.Driver}s while the saved one was kept in {release.Key.Driver}s: {WayOut}"
                )
                : new TargetVerdict(
                    release.Base is null ? ReleaseImportAction.RecordsOnly : ReleaseImportAction.Install,
                    null,
                    release.Base is null ? ["nothing of it was in force: only its records come back"] : []
                );
        }

        if (found.FirstOrDefault(record => record.Lock is not null) is { Lock: { } mark } locked)
        {
            return Unfinished(
                release,
                locked,
                mark,
                (await ReplayedRecords.ReadAsync(state, release, stop)).RewriteDigest
            );
        }

        return await CompareAsync(release, found, stop);
    }

    /// <summary>The lock of this release is held by an import that seems to live.</summary>
    public static ImportException Busy(SavedRelease release, ImportLock mark, TimeSpan left) =>
        new("ImportInProgress", ErrorKind.Cluster, $"Release {release}: {BusyReason(mark, left)}.")
        {
            Target = release.ToString(),
            Advice = "Wait for the other import, or until its lock has run out.",
        };

    /// <summary>An object of the release's manifest is there and is not the release's own.</summary>
    public static ImportException Foreign(SavedRelease release, ResourceAddress address, OwnershipStamp? owner) =>
        new(
            "ObjectBelongsToOther",
            ErrorKind.Cluster,
            $"{Passing.Name(address)} is there already and belongs to {Owner(owner)}."
        )
        {
            Target = release.ToString(),
            Advice = "Take it over (-TakeOwnership, --take-ownership), remove or rename it, or leave this release out.",
        };

    public static string Owner(OwnershipStamp? owner) =>
        owner is null ? "no release" : $"release {owner.ReleaseNamespace}/{owner.ReleaseName}";

    private bool IsUninstalled(SavedRelease release) =>
        ((string[])[ListingEntry.DriverSecret, ListingEntry.DriverConfigMap])
            .Select(driver => inventory.Find(release.Key with { Driver = driver }).MaxBy(record => record.Revision))
            .OfType<TargetRecord>()
            .All(newest => newest is { Status: ReleaseStatuses.Uninstalled, Lock: null });

    private TargetVerdict Unfinished(SavedRelease release, TargetRecord locked, ImportLock mark, string? rewrite)
    {
        if (locked.ObjectName != release.Highest.ObjectName || !mark.IsSameImport(stateId, release, rewrite))
        {
            return Refuse(
                OtherImport,
                mark.IsSameImport(stateId, release, mark.Rewrite)
                        ? $"an import of it that changed other things on the way was begun and not finished: finish that one, or {WayOut}"
                    : mark.StateId == stateId
                        ? $"an import of it from snapshot {mark.Snapshot}, where it was another, was begun and not finished: finish that one, or {WayOut}"
                    : $"an import of it from another state was begun and not finished: finish that one, or {WayOut}"
            );
        }

        return mark.HeldFor(time.GetUtcNow()) is { } left
            ? Refuse("ImportInProgress", BusyReason(mark, left))
            : new TargetVerdict(
                ReleaseImportAction.Resume,
                null,
                [$"an import of it was begun and not finished (at: {mark.Step}); it goes on from there"]
            );
    }

    private async Task<TargetVerdict> CompareAsync(
        SavedRelease release,
        IReadOnlyList<TargetRecord> found,
        CancellationToken stop
    )
    {
        var newest = found.MaxBy(record => record.Revision)!;
        var same = found.FirstOrDefault(record => record.Revision == release.Highest.Revision);
        if (same is null)
        {
            return Refuse(
                Differs,
                newest.Revision < release.Highest.Revision
                    ? $"the release is there at revision {newest.Revision}, older than the saved revision {release.Highest.Revision}: {WayOut}"
                    : $"the release is there at revision {newest.Revision}, without the saved revision {release.Highest.Revision} in its history: {WayOut}"
            );
        }

        if (!await IsEqualAsync(release, same, stop))
        {
            return Refuse(
                Differs,
                $"the release is there with another revision {same.Revision} than the saved one: {WayOut}"
            );
        }

        if (newest != same && release.Base is not null && newest.Status == ReleaseStatuses.Uninstalled)
        {
            return Refuse(
                Differs,
                $"the release went on to revision {newest.Revision} there and was uninstalled, its history kept: {WayOut}"
            );
        }

        return new TargetVerdict(
            ReleaseImportAction.Skip,
            null,
            [
                newest.Revision == same.Revision
                    ? "the release is there as it was saved"
                    : $"the release is there and has gone on to revision {newest.Revision}",
            ]
        );
    }

    private async Task<bool> IsEqualAsync(SavedRelease release, TargetRecord record, CancellationToken stop)
    {
        var address = RecordObject.Address(release.Highest) with { Name = record.ObjectName };
        var live = await cluster.GetAsync(address, stop);
        if (live is null)
        {
            return false;
        }

        var there = RecordObject.Value(release.Highest.Driver, live);
        var saved = await SavedRevision.ReadValueAsync(state, release, release.Highest, stop);
        if (there.AsSpan().SequenceEqual(saved))
        {
            return true;
        }

        try
        {
            return RecordComparison.SameBody(
                RecordCodec.Decode(there, DecodeLimits.Default),
                RecordCodec.Decode(saved, DecodeLimits.Default)
            );
        }
        catch (RecordException)
        {
            return false;
        }
    }

    private static string BusyReason(ImportLock mark, TimeSpan left) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"another import (process {mark.Holder.Pid}) is bringing it back; its lock runs out in {Math.Ceiling(left.TotalSeconds)} s unless renewed"
        );

    private static TargetVerdict Refuse(string errorId, string reason) =>
        new(ReleaseImportAction.Refuse, errorId, [reason]);
}
