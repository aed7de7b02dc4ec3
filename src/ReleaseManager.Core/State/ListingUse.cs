namespace ReleaseManager.Core.State;

/// <summary>A place where a snapshot refers to a listing.</summary>
/// <param name="Sequence">Number of the snapshot.</param>
/// <param name="Namespace">The namespace that the listing stands for.</param>
/// <param name="Listing">What the snapshot says of it.</param>
internal sealed record ListingUse(int Sequence, string Namespace, NamespaceListing Listing);
