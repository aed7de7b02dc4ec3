using System.IO.Compression;

namespace ReleaseManager.Core.State;

/// <summary>Gzip with a fixed header: libraries fill in their platform and level, which would let a flipped bit there pass unseen.</summary>
internal static class Gzip
{
    private static readonly byte[] Header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

    public static byte[] Compress(ReadOnlySpan<byte> plain)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        var bytes = target.ToArray();
        Header.CopyTo(bytes, 0);
        return bytes;
    }

    /// <summary>Unpacks what <see cref="Compress"/> packed.</summary>
    /// <exception cref="InvalidDataException">Not such a file, or larger than allowed.</exception>
    public static byte[] Decompress(ReadOnlyMemory<byte> stored, long limit)
    {
        if (!stored.Span.StartsWith(Header))
        {
            throw new InvalidDataException("it does not begin with the gzip header of the format");
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
}
