using System.Buffers;
using System.Buffers.Text;

namespace ReleaseManager.Core.State;

/// <summary>Contents by the hash of what they hold: written once, checked at every read.</summary>
internal sealed class ContentStore(StateVault backend)
{
    private const long UnpackedLimit = 1L << 28;

    /// <summary>Saves a record's value; without its base64 where that comes back exactly.</summary>
    public async Task<SavedRecord> SaveRecordAsync(ReadOnlyMemory<byte> value, CancellationToken stop)
    {
        var decoded = DecodeExactly(value.Span);
        var content = decoded ?? value;
        var hash = (await backend.FindNamingAsync(stop)).Of(content.Span);
        var written = await backend.CreateAsync(StateLayout.Record(hash), content, stop);
        var encoding = decoded is null ? SavedRecord.Raw : SavedRecord.Base64;
        return new SavedRecord(hash, encoding, value.Length, written);
    }

    /// <summary>The name under which a record's value would be saved; right once anything of the state was read.</summary>
    public string NameOfRecord(ReadOnlySpan<byte> value) =>
        DecodeExactly(value) is { } decoded ? backend.Naming.Of(decoded) : backend.Naming.Of(value);

    /// <summary>Reads a record's value as it was found in the cluster.</summary>
    public async Task<byte[]> ReadRecordAsync(ListingEntry entry, CancellationToken stop)
    {
        var name = StateLayout.Record(entry.Record);
        var content = await ReadRecordContentAsync(entry.Record, stop);
        var value = entry.Encoding switch
        {
            SavedRecord.Raw => content.ToArray(),
            SavedRecord.Base64 => Encode(content.Span),
            _ => throw Damaged(name, "Record", $"is kept in the unknown encoding '{entry.Encoding}'"),
        };
        return value.LongLength == entry.Size
            ? value
            : throw Damaged(name, "Record", $"gives {value.Length} bytes, not the {entry.Size} of its listing");
    }

    /// <summary>Reads what the file of a record holds: its value, decoded where its entries say so.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadRecordContentAsync(string hash, CancellationToken stop)
    {
        var name = StateLayout.Record(hash);
        var content = await ReadAsync(name, "Record", stop);
        Check(name, "Record", hash, content.Span);
        return content;
    }

    /// <summary>Saves JSON or JSON lines under a folder, packed; the name is that of the unpacked bytes.</summary>
    public async Task<string> SavePackedAsync(string folder, ReadOnlyMemory<byte> plain, CancellationToken stop)
    {
        var hash = (await backend.FindNamingAsync(stop)).Of(plain.Span);
        await SaveAsync(folder, hash, plain, isPacked: true, stop);
        return hash;
    }

    /// <summary>Saves a content under its name.</summary>
    /// <returns>Whether this call saved it; false where it was there.</returns>
    public Task<bool> SaveAsync(
        string folder,
        string hash,
        ReadOnlyMemory<byte> plain,
        bool isPacked,
        CancellationToken stop
    ) => backend.CreateAsync($"{folder}/{hash}", isPacked ? Gzip.Compress(plain.Span) : plain, stop);

    /// <summary>Reads and unpacks what <see cref="SavePackedAsync"/> saved.</summary>
    /// <param name="what">The kind of content for ids and messages: Listing or Resource.</param>
    public async Task<byte[]> ReadPackedAsync(string folder, string hash, string what, CancellationToken stop)
    {
        var name = $"{folder}/{hash}";
        var stored = await ReadAsync(name, what, stop);
        byte[] plain;
        try
        {
            plain = Gzip.Decompress(stored, UnpackedLimit);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(name, what, "cannot be unpacked", e);
        }

        Check(name, what, hash, plain);
        return plain;
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(string name, string what, CancellationToken stop)
    {
        var content =
            await backend.ReadAsync(name, stop)
            ?? throw new StateException($"{what}Missing", $"'{name}' is missing from the state at {backend.Location}.")
            {
                Target = name,
                Advice = StateErrors.DamageAdvice,
            };
        return content.Damage is { } damage ? throw Damaged(name, what, damage) : content.Bytes;
    }

    private void Check(string name, string what, string hash, ReadOnlySpan<byte> plain)
    {
        if (!string.Equals(backend.Naming.Of(plain), hash, StringComparison.Ordinal))
        {
            throw Damaged(name, what, "does not have the content that its name promises");
        }
    }

    private StateException Damaged(string name, string what, string how, Exception? inner = null) =>
        StateErrors.Damaged($"{what}Damaged", backend, name, how, inner);

    private static byte[]? DecodeExactly(ReadOnlySpan<byte> value)
    {
        if (value.Length == 0 || value.Length % 4 != 0)
        {
            return null;
        }

        // Blanks and line breaks would not come back, and what they leave is never as long as the padding says.
        var decoded = new byte[(value.Length / 4 * 3) - value[^2..].Count((byte)'=')];
        var status = Base64.DecodeFromUtf8(value, decoded, out _, out var length);
        if (status != OperationStatus.Done || length != decoded.Length)
        {
            return null;
        }

        var again = ArrayPool<byte>.Shared.Rent(value.Length);
        try
        {
            Base64.EncodeToUtf8(decoded, again, out _, out var written);
            return again.AsSpan(0, written).SequenceEqual(value) ? decoded : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(again, clearArray: true);
        }
    }

    private static byte[] Encode(ReadOnlySpan<byte> content)
    {
        var text = new byte[Base64.GetMaxEncodedToUtf8Length(content.Length)];
        Base64.EncodeToUtf8(content, text, out _, out _);
        return text;
    }
}
