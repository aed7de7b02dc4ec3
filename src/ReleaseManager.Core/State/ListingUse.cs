namespace ReleaseManager.Core.State;

/// <summary>A place where a snapshot refers to a listing.</summary>
/// <param name="Snapshot">The snapshot.</param>
/// <param name="Namespace">The namespace that the listing stands for.</param>
/// <param name="Listing">What the snapshot says of it.</param>
internal sealed record ListingUse(SnapshotId Snapshot, string Namespace, NamespaceListing Listing);
