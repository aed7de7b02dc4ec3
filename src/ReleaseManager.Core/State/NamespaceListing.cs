namespace ReleaseManager.Core.State;

/// <summary>One namespace in a snapshot.</summary>
/// <param name="Listing">Name of the content under <c>listings/</c>.</param>
/// <param name="Releases">Number of releases in it.</param>
/// <param name="Revisions">Number of entries in it.</param>
public sealed record NamespaceListing(string Listing, int Releases, int Revisions);
