using ReleaseManager.Core.Import.Rewrite;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import;

/// <summary>Reads saved revisions as they come back: with all that changes on the way, and otherwise as Helm wrote them.</summary>
internal static class SavedRevision
{
    /// <summary>A revision's value; the saved one, byte by byte, where nothing changes or Helm could not read it.</summary>
    /// <exception cref="ReleaseManagerException">The content is missing or damaged.</exception>
    public static async Task<byte[]> ReadValueAsync(
        ReleaseState state,
        SavedRelease release,
        ListingEntry entry,
        CancellationToken stop
    ) => release.Rewrite.Value(await state.ReadRecordAsync(entry, stop));

    /// <summary>Looks at a revision; its body is only there while it is read, so that many in a row need no memory each.</summary>
    /// <param name="notes">Told what changes on the way.</param>
    /// <param name="read">Must not keep the release.</param>
    /// <inheritdoc cref="ReadAsync(ReleaseState, SavedRelease, ListingEntry, CancellationToken)"/>
    public static async Task<T> ReadAsync<T>(
        ReleaseState state,
        SavedRelease release,
        ListingEntry entry,
        RewriteNotes notes,
        Func<Release, T> read,
        CancellationToken stop
    ) =>
        RecordCodec.Decode(
            await state.ReadRecordAsync(entry, stop),
            DecodeLimits.Default,
            json => read(Release.Parse(release.Rewrite.Body(json, notes), DecodeLimits.Default))
        );

    /// <exception cref="ReleaseManagerException">The content is missing or damaged, or is no record that Helm could read.</exception>
    public static async Task<Release> ReadAsync(
        ReleaseState state,
        SavedRelease release,
        ListingEntry entry,
        CancellationToken stop
    )
    {
        var body = RecordCodec.Decode(await state.ReadRecordAsync(entry, stop), DecodeLimits.Default);
        return Release.Parse(release.Rewrite.Body(body, new RewriteNotes()), DecodeLimits.Default);
    }
}
