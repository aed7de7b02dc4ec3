namespace ReleaseManager.Core.Backends;

/// <summary>An item as a listing shows it.</summary>
/// <param name="Name">Full name under the backend's root, with <c>/</c> between segments.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Modified">The store's own time of the last write.</param>
public readonly record struct BackendEntry(string Name, long Size, DateTimeOffset Modified);
