using System.Security.Cryptography;
using System.Text;

namespace ReleaseManager.Core.State;

/// <summary>What opens an encrypted state: a passphrase, or the content of a key file.</summary>
public sealed class StateKey
{
    /// <summary>Bytes of a key file.</summary>
    public const int FileLength = 32;

    /// <summary>Rounds of PBKDF2 for a new slot.</summary>
    internal const int DefaultRounds = 600_000;

    // What a slot may ask for: a state that somebody has tampered with must not keep its reader busy for hours.
    private const int MaxRounds = 20_000_000;

    private static readonly byte[] FilePurpose = Encoding.ASCII.GetBytes("releasemanager key file");

    private readonly byte[] _secret;

    private StateKey(KeySlotKind kind, byte[] secret, int rounds)
    {
        Kind = kind;
        _secret = secret;
        Rounds = rounds;
    }

    /// <summary>What it is made of.</summary>
    public KeySlotKind Kind { get; }

    /// <summary>Rounds for a new slot of this key; no meaning for a key file.</summary>
    internal int Rounds { get; }

    /// <summary>A key made of a passphrase: its UTF-8 bytes as they were typed, without Unicode's normal forms, which programs do not agree on.</summary>
    /// <exception cref="ReleaseManagerException">It is empty.</exception>
    public static StateKey FromPassphrase(string passphrase) => FromPassphrase(passphrase, DefaultRounds);

    internal static StateKey FromPassphrase(string passphrase, int rounds)
    {
        ArgumentNullException.ThrowIfNull(passphrase);
        return passphrase.Length == 0
            ? throw new ReleaseManagerException("PassphraseEmpty", ErrorKind.Usage, "The passphrase is empty.")
            {
                Advice = "Give a passphrase of some length; it is all that protects the state.",
            }
            : new StateKey(KeySlotKind.Passphrase, Encoding.UTF8.GetBytes(passphrase), rounds);
    }

    /// <summary>A key made of a file's content.</summary>
    /// <param name="content">Exactly 32 bytes.</param>
    /// <param name="name">Name of the file for a message.</param>
    /// <exception cref="ReleaseManagerException">It is of another length.</exception>
    public static StateKey FromFile(ReadOnlySpan<byte> content, string name) =>
        content.Length == FileLength
            ? new StateKey(KeySlotKind.KeyFile, content.ToArray(), DefaultRounds)
            : throw new ReleaseManagerException(
                "KeyFileInvalid",
                ErrorKind.Usage,
                $"The key file '{name}' holds {content.Length} bytes; a key has exactly {FileLength}."
            )
            {
                Target = name,
                Advice = $"Make one with: openssl rand -out {Path.GetFileName(name)} {FileLength}",
            };

    /// <summary>The key that wraps the state's data key in a slot.</summary>
    /// <exception cref="CryptographicException">The slot asks for what no slot needs.</exception>
    internal byte[] Derive(ReadOnlySpan<byte> salt, int rounds) =>
        Kind == KeySlotKind.KeyFile
            ? HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, FileLength, salt.ToArray(), FilePurpose)
        : rounds is > 0 and <= MaxRounds
            ? Rfc2898DeriveBytes.Pbkdf2(_secret, salt, rounds, HashAlgorithmName.SHA256, FileLength)
        : throw new CryptographicException($"{rounds} rounds");
}
