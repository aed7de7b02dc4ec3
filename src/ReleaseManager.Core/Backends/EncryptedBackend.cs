using System.Runtime.CompilerServices;

namespace ReleaseManager.Core.Backends;

/// <summary>Keeps values encrypted in another backend; names, and with them the folders, stay as they are.</summary>
/// <param name="inner">Where the encrypted values are kept.</param>
/// <param name="cipher">Encrypts them.</param>
internal sealed class EncryptedBackend(IBackend inner, ValueCipher cipher) : IBackend
{
    public string Location => inner.Location;

    public Task<BackendGuarantees> FindGuaranteesAsync(CancellationToken stop) => inner.FindGuaranteesAsync(stop);

    public async Task<BackendContent?> ReadAsync(string name, CancellationToken stop) =>
        await inner.ReadAsync(name, stop) is not { } stored ? null
        : stored.Damage is not null ? stored
        : cipher.TryDecrypt(name, stored.Bytes.Span) is { } plain ? stored with { Bytes = plain }
        : BackendContent.Damaged("cannot be decrypted, so it is not what was written under this name", stored.Tag);

    public Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop)
    {
        BackendName.Check(name);
        return inner.CreateAsync(name, cipher.Encrypt(name, content.Span), stop);
    }

    public Task<bool> ReplaceAsync(string name, ReadOnlyMemory<byte> content, string tag, CancellationToken stop)
    {
        BackendName.Check(name);
        return inner.ReplaceAsync(name, cipher.Encrypt(name, content.Span), tag, stop);
    }

    /// <summary>Sizes are those of the plain values.</summary>
    public async IAsyncEnumerable<BackendEntry> ListAsync(
        string folder,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        await foreach (var entry in inner.ListAsync(folder, stop))
        {
            yield return entry with
            {
                Size = Math.Max(0, entry.Size - ValueCipher.Overhead),
            };
        }
    }

    public Task DeleteAsync(IReadOnlyCollection<string> names, CancellationToken stop) =>
        inner.DeleteAsync(names, stop);
}
