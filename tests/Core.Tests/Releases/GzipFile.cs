using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Tests.Releases;

/// <summary>Makes gzip by hand, with all that RFC 1952 allows in a header.</summary>
internal static class GzipFile
{
    public static byte[] Of(ReadOnlySpan<byte> content)
    {
        var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return output.ToArray();
    }

    /// <summary>What the product's reader makes of a file.</summary>
    public static byte[] Read(ReadOnlyMemory<byte> file, long limit)
    {
        using var output = new RentedBytes(1);
        GzipReader.Read(file, output, limit);
        return output.Written.ToArray();
    }

    /// <summary>A member with optional fields.</summary>
    /// <param name="content">What is compressed.</param>
    /// <param name="flags">The header's flags.</param>
    /// <param name="fields">What stands behind the first ten bytes.</param>
    /// <param name="checksum">Whether the header has a (right) checksum.</param>
    public static byte[] With(ReadOnlySpan<byte> content, byte flags, ReadOnlySpan<byte> fields, bool checksum = false)
    {
        byte[] header = [0x1f, 0x8b, 8, (byte)(flags | (checksum ? 2 : 0)), 1, 2, 3, 4, 0, 255, .. fields];
        if (checksum)
        {
            var sum = new byte[2];
            BinaryPrimitives.WriteUInt16LittleEndian(sum, (ushort)Crc32.HashToUInt32(header));
            header = [.. header, .. sum];
        }

        return [.. header, .. Of(content).AsSpan(10)];
    }
}
