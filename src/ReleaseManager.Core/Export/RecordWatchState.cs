namespace ReleaseManager.Core.Export;

/// <summary>How one watch of records is.</summary>
/// <param name="Watched">What it watches, in words for a message: <c>secrets</c>, <c>configmaps in namespace 'shop'</c>.</param>
/// <param name="Error">Why it tells nothing at the moment; null where it works again.</param>
public readonly record struct RecordWatchState(string Watched, ReleaseManagerException? Error);
