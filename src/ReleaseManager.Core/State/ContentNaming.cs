using System.Security.Cryptography;

namespace ReleaseManager.Core.State;

/// <summary>
/// How contents get their names: lowercase hex SHA-256 of the plain content, or, in an encrypted state, its HMAC-SHA256 under a key of
/// the state, which tells nobody who lacks the key whether a known content is there.
/// </summary>
internal sealed class ContentNaming
{
    private readonly byte[]? _key;

    private ContentNaming(byte[]? key) => _key = key;

    /// <summary>Names of a state that is not encrypted.</summary>
    public static ContentNaming Plain { get; } = new(null);

    /// <summary>Names of an encrypted state.</summary>
    public static ContentNaming Keyed(byte[] key) => new(key);

    public string Of(ReadOnlySpan<byte> plain) =>
        _key is null ? ContentName.Of(plain) : Convert.ToHexStringLower(HMACSHA256.HashData(_key, plain));
}
