using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import;

/// <summary>Reads saved revisions as Helm would.</summary>
internal static class SavedRevision
{
    /// <exception cref="ReleaseManagerException">The content is missing or damaged, or is no record that Helm could read.</exception>
    public static async Task<Release> ReadAsync(ReleaseState state, ListingEntry entry, CancellationToken stop) =>
        Release.Parse(
            RecordCodec.Decode(await state.ReadRecordAsync(entry, stop), DecodeLimits.Default),
            DecodeLimits.Default
        );
}
