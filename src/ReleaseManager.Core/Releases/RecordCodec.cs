using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Compression;

namespace ReleaseManager.Core.Releases;

/// <summary>
/// The encoding of a record's value: JSON, gzip, base64 (<c>encodeRelease</c> and <c>decodeRelease</c> in Helm's
/// <c>pkg/storage/driver/util.go</c>).
/// </summary>
public static class RecordCodec
{
    // Base64 makes of it less than the 1 MiB that Kubernetes allows in an object.
    private const int FitsUncompressed = 700 << 10;

    private const uint MostHinted = 1 << 20;

    private static ReadOnlySpan<byte> GzipStart => [0x1f, 0x8b, 0x08];

    /// <summary>
    /// From the stored value to JSON bytes. What starts as gzip does is decompressed, else the bytes are taken as JSON.
    /// The JSON itself is not looked at: <see cref="Release.Parse"/> checks it as it reads.
    /// </summary>
    /// <param name="value">Standard base64; line breaks are tolerated, as Go does.</param>
    /// <param name="limits">What is too much.</param>
    /// <exception cref="RecordException">Not base64, damaged gzip, or over a limit.</exception>
    public static byte[] Decode(ReadOnlyMemory<byte> value, DecodeLimits limits) =>
        Decode(value, limits, json => json.ToArray());

    /// <summary>The same for a moment: the JSON is only there while it is read, so that many records in a row need no memory each.</summary>
    /// <param name="read">Must keep nothing of what it is given, and no <see cref="Release"/> over it.</param>
    /// <inheritdoc cref="Decode(ReadOnlyMemory{byte}, DecodeLimits)"/>
    internal static T Decode<T>(ReadOnlyMemory<byte> value, DecodeLimits limits, Func<ReadOnlyMemory<byte>, T> read)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (value.Length > limits.RecordBytes)
        {
            throw new RecordException("RecordTooLarge", $"It is larger than {limits.RecordBytes} bytes.");
        }

        var bytes =
            GoBase64.Decode(value.Span) ?? throw new RecordException("RecordUnreadable", "Its value is not base64.");
        if (bytes.Length > 3 && bytes.Span.StartsWith(GzipStart))
        {
            using var json = new RentedBytes(SizeHint(bytes.Span));
            GzipReader.Read(bytes, json, limits.DecompressedBytes);
            return read(json.Written);
        }

        return bytes.Length <= limits.DecompressedBytes
            ? read(bytes)
            : throw new RecordException("RecordTooLarge", $"It holds more than {limits.DecompressedBytes} bytes.");
    }

    /// <summary>
    /// From JSON to the form in which Helm stores it: gzip, standard base64. Only what might not fit into an object otherwise is
    /// compressed at the highest level, as Helm does with all: that takes several times as long and saves a hundredth.
    /// </summary>
    public static byte[] Encode(ReadOnlySpan<byte> json)
    {
        var bytes = Compress(json);
        var text = new byte[Base64.GetMaxEncodedToUtf8Length(bytes.Length)];
        Base64.EncodeToUtf8(bytes, text, out _, out _);
        return text;
    }

    /// <summary>What stands within the base64 of <see cref="Encode"/>.</summary>
    internal static byte[] Compress(ReadOnlySpan<byte> json)
    {
        var level = json.Length < FitsUncompressed ? CompressionLevel.Optimal : CompressionLevel.SmallestSize;
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, level, leaveOpen: true))
        {
            gzip.Write(json);
        }

        return compressed.ToArray();
    }

    /// <summary>
    /// The end of gzip says how much comes out (RFC 1952, ISIZE). No more than a hint: a hostile record may say what it likes,
    /// and gets no memory for it.
    /// </summary>
    private static int SizeHint(ReadOnlySpan<byte> gzip) =>
        (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(gzip[^4..]), MostHinted) + 1;
}
