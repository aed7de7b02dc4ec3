namespace ReleaseManager.Core.Releases;

/// <summary>What the lines of a document tell.</summary>
/// <param name="ApiVersion">API version; empty where the document needs the real reader.</param>
/// <param name="Kind">Kind; empty where the document needs the real reader.</param>
/// <param name="Name">Name; null where there is none in plain sight.</param>
/// <param name="Unread">The document where its lines do not tell; else null.</param>
internal readonly record struct ScannedObject(string ApiVersion, string Kind, string? Name, string? Unread);
