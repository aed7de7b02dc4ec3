using System.IO.Compression;
using System.Security.Cryptography;

namespace ReleaseManager.Core.State;

/// <summary>
/// Gzip of which every bit counts: the header is always the same (libraries fill in their platform and level), and its extra
/// field holds a checksum of all that follows (deflate has bits that no reader looks at).
/// </summary>
internal static class Gzip
{
    private const int LibraryHeader = 10;
    private const int CheckLength = 8;

    // Deflate, an extra field, no time, system unknown; the field's length, its name RM and its length.
    private static readonly byte[] Header =
    [
        0x1f,
        0x8b,
        8,
        4,
        0,
        0,
        0,
        0,
        0,
        0xff,
        4 + CheckLength,
        0,
        (byte)'R',
        (byte)'M',
        CheckLength,
        0,
    ];

    // .NET writes nothing at all for nothing: an empty deflate block, checksum and length of no bytes.
    private static readonly byte[] NothingPacked = [3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public static byte[] Compress(ReadOnlySpan<byte> plain)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        var packed = plain.IsEmpty ? NothingPacked : target.GetBuffer().AsSpan(LibraryHeader..(int)target.Length);
        return [.. Header, .. Check(packed), .. packed];
    }

    /// <summary>Unpacks what <see cref="Compress"/> packed.</summary>
    /// <exception cref="InvalidDataException">Not such a file, or larger than allowed.</exception>
    public static byte[] Decompress(ReadOnlyMemory<byte> stored, long limit)
    {
        var start = Header.Length + CheckLength;
        if (
            stored.Length <= start
            || !stored.Span.StartsWith(Header)
            || !stored.Span[Header.Length..start].SequenceEqual(Check(stored.Span[start..]))
        )
        {
            throw new InvalidDataException("it is not the gzip file that its header promises");
        }

        using var source = new MemoryStream(stored.ToArray(), writable: false);
        using var gzip = new GZipStream(source, CompressionMode.Decompress);
        using var target = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = gzip.Read(buffer)) > 0)
        {
            target.Write(buffer, 0, read);
            if (target.Length > limit)
            {
                throw new InvalidDataException($"it unpacks to more than {limit} bytes");
            }
        }

        return target.ToArray();
    }

    private static byte[] Check(ReadOnlySpan<byte> packed) => SHA256.HashData(packed)[..CheckLength];
}
