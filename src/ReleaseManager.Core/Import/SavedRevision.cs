using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import;

/// <summary>Reads saved revisions as Helm would.</summary>
internal static class SavedRevision
{
    /// <summary>Looks at a revision; its body is only there while it is read, so that many in a row need no memory each.</summary>
    /// <param name="read">Must not keep the release.</param>
    /// <inheritdoc cref="ReadAsync(ReleaseState, ListingEntry, CancellationToken)"/>
    public static async Task<T> ReadAsync<T>(
        ReleaseState state,
        ListingEntry entry,
        Func<Release, T> read,
        CancellationToken stop
    ) =>
        RecordCodec.Decode(
            await state.ReadRecordAsync(entry, stop),
            DecodeLimits.Default,
            json => read(Release.Parse(json, DecodeLimits.Default))
        );

    /// <exception cref="ReleaseManagerException">The content is missing or damaged, or is no record that Helm could read.</exception>
    public static async Task<Release> ReadAsync(ReleaseState state, ListingEntry entry, CancellationToken stop) =>
        Release.Parse(
            RecordCodec.Decode(await state.ReadRecordAsync(entry, stop), DecodeLimits.Default),
            DecodeLimits.Default
        );
}
