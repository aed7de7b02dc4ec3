using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace ReleaseManager.Core.Releases;

/// <summary>
/// Decompresses gzip as Go's <c>compress/gzip</c> does: members may follow one another, each is checked against its
/// trailer, and anything else behind the last one is an error. (.NET's own stream takes a truncated file for a whole
/// one and overlooks bytes behind the end.)
/// </summary>
internal static class GzipReader
{
    private const int TrailerLength = 8;

    /// <summary>Decompresses a whole file into a buffer.</summary>
    /// <param name="data">The file.</param>
    /// <param name="output">Takes what comes out, behind what it holds.</param>
    /// <param name="limit">The most bytes to produce.</param>
    /// <exception cref="RecordException">Not gzip, damaged, truncated, or larger than the limit.</exception>
    public static void Read(ReadOnlyMemory<byte> data, RentedBytes output, long limit)
    {
        for (var at = 0; at < data.Length; )
        {
            at += HeaderLength(data.Span[at..]);
            at = ReadMember(data, at, output, limit);
        }
    }

    private static int ReadMember(ReadOnlyMemory<byte> data, int at, RentedBytes output, long limit)
    {
        var start = output.Length;
        var end = data.Length - TrailerLength;
        // Nearly every record is one member that ends where the data does; its trailer proves it.
        if (end > at && TryInflate(new MemoryInput(data[at..end], int.MaxValue), output, limit))
        {
            if (MatchesTrailer(data.Span[end..], output, start))
            {
                return data.Length;
            }
        }

        // Another member or something else follows: fed byte by byte, the decompressor stops exactly at the end.
        output.Length = start;
        var input = new MemoryInput(data[at..], 1);
        if (!TryInflate(input, output, limit))
        {
            throw Damaged();
        }

        end = at + input.Consumed;
        if (data.Length - end < TrailerLength || !MatchesTrailer(data.Span[end..], output, start))
        {
            throw Damaged();
        }

        return end + TrailerLength;
    }

    private static bool TryInflate(Stream input, RentedBytes output, long limit)
    {
        using var inflate = new DeflateStream(input, CompressionMode.Decompress);
        try
        {
            while (true)
            {
                var room = output.Free();
                // One byte over the limit is enough to know.
                var read = inflate.Read(room[..(int)Math.Min(room.Length, limit - output.Length + 1)]);
                if (read == 0)
                {
                    return true;
                }

                output.Length += read;
                if (output.Length > limit)
                {
                    throw new RecordException("RecordTooLarge", $"It decompresses to more than {limit} bytes.");
                }
            }
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static bool MatchesTrailer(ReadOnlySpan<byte> trailer, RentedBytes output, int start)
    {
        var member = output.Written.Span[start..];
        return BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) == (uint)member.Length
            && BinaryPrimitives.ReadUInt32LittleEndian(trailer) == Crc32.HashToUInt32(member);
    }

    private static int HeaderLength(ReadOnlySpan<byte> data)
    {
        const int headerCrc = 2,
            extra = 4,
            name = 8,
            comment = 16;
        if (data.Length < 10 || data[0] != 0x1f || data[1] != 0x8b || data[2] != 8)
        {
            throw Damaged();
        }

        var flags = data[3];
        var length = 10;
        if ((flags & extra) != 0)
        {
            length +=
                data.Length < length + 2 ? throw Damaged() : 2 + BinaryPrimitives.ReadUInt16LittleEndian(data[10..]);
        }

        length += (flags & name) != 0 ? TextLength(data, length) : 0;
        length += (flags & comment) != 0 ? TextLength(data, length) : 0;
        if ((flags & headerCrc) != 0)
        {
            if (
                data.Length < length + 2
                || BinaryPrimitives.ReadUInt16LittleEndian(data[length..]) != (ushort)Crc32.HashToUInt32(data[..length])
            )
            {
                throw Damaged();
            }

            length += 2;
        }

        return length <= data.Length ? length : throw Damaged();
    }

    private static int TextLength(ReadOnlySpan<byte> data, int at)
    {
        // Go's reader takes at most 512 bytes for a name, its end included.
        var end = at < data.Length ? data[at..].IndexOf((byte)0) : -1;
        return end is >= 0 and < 512 ? end + 1 : throw Damaged();
    }

    private static RecordException Damaged() =>
        new("RecordUnreadable", "Its gzip data is damaged, truncated or followed by something else.");

    /// <summary>Hands out memory in pieces and knows how much was taken.</summary>
    private sealed class MemoryInput(ReadOnlyMemory<byte> data, int piece) : Stream
    {
        public int Consumed { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(Math.Min(piece, buffer.Length), data.Length - Consumed);
            data.Span.Slice(Consumed, count).CopyTo(buffer);
            Consumed += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
