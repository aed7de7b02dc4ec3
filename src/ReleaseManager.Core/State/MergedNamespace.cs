namespace ReleaseManager.Core.State;

/// <summary>One namespace of a snapshot in the making.</summary>
/// <param name="Listing">What the snapshot will say of it.</param>
/// <param name="ToSave">Entries of a listing that the state does not hold yet; null where it does.</param>
/// <param name="Changed">Revisions that are new or changed since the newest snapshot.</param>
/// <param name="Removed">Revisions that the newest snapshot held and this does not.</param>
internal sealed record MergedNamespace(
    NamespaceListing Listing,
    IReadOnlyList<ListingEntry>? ToSave,
    int Changed,
    int Removed
);
