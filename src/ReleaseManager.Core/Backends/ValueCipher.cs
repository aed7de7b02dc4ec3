using System.Security.Cryptography;
using System.Text;

namespace ReleaseManager.Core.Backends;

/// <summary>
/// Encrypts the value of one item: AES-256-GCM, a random nonce for each write, the item's name as associated data, so that no item can be put
/// in the place of another.
/// </summary>
/// <remarks>
/// The bytes are: <c>RME1</c>, nonce (12), ciphertext, tag (16), and the first 8 bytes of the SHA-256 of all before, by which a flipped bit is
/// found without the key.
/// </remarks>
internal sealed class ValueCipher
{
    /// <summary>By how much an encrypted value is longer than the plain one.</summary>
    public const int Overhead = MagicLength + NonceLength + TagLength + CheckLength;

    private const int MagicLength = 4;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int CheckLength = 8;

    private readonly byte[] _key;

    /// <param name="key">32 bytes.</param>
    public ValueCipher(ReadOnlySpan<byte> key) => _key = key.ToArray();

    private static ReadOnlySpan<byte> Magic => "RME1"u8;

    /// <summary>Whether a value has the form of an encrypted one and is whole; tells nothing of whether its key is at hand.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> stored) =>
        stored.Length >= Overhead
        && stored.StartsWith(Magic)
        && stored[^CheckLength..].SequenceEqual(SHA256.HashData(stored[..^CheckLength]).AsSpan(0, CheckLength));

    public byte[] Encrypt(string name, ReadOnlySpan<byte> plain)
    {
        var stored = new byte[plain.Length + Overhead];
        Magic.CopyTo(stored);
        var nonce = stored.AsSpan(MagicLength, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        var body = stored.AsSpan(MagicLength + NonceLength, plain.Length);
        var tag = stored.AsSpan(MagicLength + NonceLength + plain.Length, TagLength);
        using var cipher = Cipher();
        cipher.Encrypt(nonce, plain, body, tag, Encoding.ASCII.GetBytes(name));
        var check = SHA256.HashData(stored.AsSpan(0, stored.Length - CheckLength));
        check.AsSpan(0, CheckLength).CopyTo(stored.AsSpan(stored.Length - CheckLength));
        return stored;
    }

    /// <summary>The plain value; null where it is damaged, of another key or of another name.</summary>
    public byte[]? TryDecrypt(string name, ReadOnlySpan<byte> stored)
    {
        if (!IsIntact(stored))
        {
            return null;
        }

        var nonce = stored.Slice(MagicLength, NonceLength);
        var body = stored[(MagicLength + NonceLength)..^(TagLength + CheckLength)];
        var tag = stored[^(TagLength + CheckLength)..^CheckLength];
        var plain = new byte[body.Length];
        try
        {
            using var cipher = Cipher();
            cipher.Decrypt(nonce, body, tag, plain, Encoding.ASCII.GetBytes(name));
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    // One for each value: an instance serves one thread at a time.
    private AesGcm Cipher() => new(_key, TagLength);
}
