using ReleaseManager.Core.Export;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Comparison;

/// <summary>A release of a snapshot.</summary>
/// <param name="entry">The highest revision.</param>
/// <param name="revisions">All of them, that one among them.</param>
internal sealed class SnapshotRelease(ReleaseState state, ListingEntry entry, SavedRevisions revisions)
    : ComparedRelease
{
    public override RecordKey Key =>
        new(Release.Driver, entry.Namespace, entry.ObjectName, entry.Uid, entry.ResourceVersion);

    public override ReleaseKey Release =>
        new(
            entry.Driver == ListingEntry.DriverSecret ? StorageDriver.Secret : StorageDriver.ConfigMap,
            entry.Namespace,
            entry.Name
        );

    public override int Revision => entry.Revision;

    /// <summary>Whether a value that was read elsewhere is the one that is saved here; the saved one is not read for it.</summary>
    public bool Holds(ReadOnlySpan<byte> value) => state.NameOfRecord(value) == entry.Record;

    /// <summary>Whether the same content is saved there; false where the names of both states tell nothing of each other.</summary>
    public bool IsSavedAs(SnapshotRelease other) => SharesNames(other.State) && entry.Record == other.Record;

    public override async Task<byte[]?> ReadAsync(CancellationToken stop) => await state.ReadRecordAsync(entry, stop);

    public override Task<HelmRelease> ShowAsync(CancellationToken stop) => Task.FromResult(revisions.Show(entry));

    private ReleaseState State => state;

    private string Record => entry.Record;

    // The names of an encrypted state are made with its own key.
    private bool SharesNames(ReleaseState other) =>
        ReferenceEquals(state, other) || !(state.Vault.IsEncrypted || other.Vault.IsEncrypted);
}
