using ReleaseManager.Core.Import.Rewrite;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import;

/// <summary>The two saved records that a replay stands on, each read once: that of the highest revision and that of the base.</summary>
/// <param name="Base">The same as the highest where that is the base; null where nothing was in force.</param>
internal sealed record ReplayedRecords(RestoredRecord Highest, RestoredRecord? Base)
{
    /// <summary>Tells two imports of a release apart that change different things on the way; null where nothing changes.</summary>
    public string? RewriteDigest =>
        ReleaseRewrite.Digest([.. new[] { Highest, Base }.OfType<RestoredRecord>().Distinct()]);

    /// <exception cref="ReleaseManagerException">The content is missing or damaged.</exception>
    public static async Task<ReplayedRecords> ReadAsync(
        ReleaseState state,
        SavedRelease release,
        CancellationToken stop
    )
    {
        var highest = await ReadAsync(state, release, release.Highest, stop);
        return release.Base is null || release.Base == release.Highest
            ? new ReplayedRecords(highest, release.Base is null ? null : highest)
            : new ReplayedRecords(highest, await ReadAsync(state, release, release.Base, stop));
    }

    /// <summary>The base revision as it comes back.</summary>
    /// <exception cref="RecordException">It is no record that Helm could read.</exception>
    public Release? ReadBase() =>
        Base is null
            ? null
            : Release.Parse(RecordCodec.Decode(Base.Restored, DecodeLimits.Default), DecodeLimits.Default);

    private static async Task<RestoredRecord> ReadAsync(
        ReleaseState state,
        SavedRelease release,
        ListingEntry entry,
        CancellationToken stop
    )
    {
        var saved = await state.ReadRecordAsync(entry, stop);
        return new RestoredRecord(saved, release.Rewrite.Value(saved));
    }
}
