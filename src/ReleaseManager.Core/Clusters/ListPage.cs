namespace ReleaseManager.Core.Clusters;

/// <summary>What a page of a list says of itself.</summary>
/// <param name="Items">Objects on this page.</param>
/// <param name="Remaining">Objects that follow on later pages, if the API knows.</param>
/// <param name="ResourceVersion">The moment that the whole list shows; a watch can go on from it.</param>
public sealed record ListPage(int Items, long? Remaining, string? ResourceVersion);
