namespace ReleaseManager.Core.Backends;

/// <summary>An item as it was read.</summary>
/// <param name="Bytes">Its whole content.</param>
/// <param name="Tag">Opaque mark of this very content; other content has another.</param>
public sealed record BackendContent(ReadOnlyMemory<byte> Bytes, string Tag)
{
    /// <summary>
    /// Why the item cannot be given as it was written, in words that go on from "it" (such as "cannot be decrypted"); null for a whole one. There are no bytes then, so that
    /// who does not ask is not deceived.
    /// </summary>
    public string? Damage { get; private init; }

    /// <summary>An item that is there and cannot be given as it was written.</summary>
    public static BackendContent Damaged(string damage, string tag) =>
        new(ReadOnlyMemory<byte>.Empty, tag) { Damage = damage };
}
