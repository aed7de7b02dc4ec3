using System.Security.Cryptography;
using System.Text;

namespace ReleaseManager.Core.State;

/// <summary>The one secret of an encrypted state, from which the keys of values and names are made; random, never written but wrapped.</summary>
internal sealed class DataKey
{
    public const int Length = 32;

    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[] _secret;

    private DataKey(byte[] secret) => _secret = secret;

    public static DataKey New() => new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>The key that encrypts values.</summary>
    public byte[] ForValues() => Derive("releasemanager values");

    /// <summary>The key of the HMAC that names contents.</summary>
    public byte[] ForNames() => Derive("releasemanager names");

    /// <summary>Nonce, ciphertext and tag.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> by, string associated)
    {
        var wrapped = new byte[NonceLength + Length + TagLength];
        var nonce = wrapped.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(by, TagLength);
        cipher.Encrypt(
            nonce,
            _secret,
            wrapped.AsSpan(NonceLength, Length),
            wrapped.AsSpan(NonceLength + Length),
            Encoding.ASCII.GetBytes(associated)
        );
        return wrapped;
    }

    /// <summary>The key out of its wrapping; null where that was made by another key.</summary>
    public static DataKey? Unwrap(ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> by, string associated)
    {
        if (wrapped.Length != NonceLength + Length + TagLength)
        {
            return null;
        }

        var secret = new byte[Length];
        using var cipher = new AesGcm(by, TagLength);
        try
        {
            cipher.Decrypt(
                wrapped[..NonceLength],
                wrapped.Slice(NonceLength, Length),
                wrapped[(NonceLength + Length)..],
                secret,
                Encoding.ASCII.GetBytes(associated)
            );
            return new DataKey(secret);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, Length, info: Encoding.ASCII.GetBytes(purpose));
}
