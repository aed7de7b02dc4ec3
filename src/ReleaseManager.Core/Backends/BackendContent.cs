namespace ReleaseManager.Core.Backends;

/// <summary>An item as it was read.</summary>
/// <param name="Bytes">Its whole content.</param>
/// <param name="Tag">Opaque mark of this very content; other content has another.</param>
public sealed record BackendContent(ReadOnlyMemory<byte> Bytes, string Tag);
