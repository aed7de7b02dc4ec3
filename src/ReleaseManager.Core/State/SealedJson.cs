using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ReleaseManager.Core.State;

/// <summary>
/// A JSON object whose last member is its own checksum, over the bytes of the object without that member. Nothing may
/// stand between or after but one line feed, so that every bit of the file is covered.
/// </summary>
internal static class SealedJson
{
    private static readonly byte[] Before = Encoding.ASCII.GetBytes(",\"checksum\":\"");
    private static readonly byte[] After = Encoding.ASCII.GetBytes("\"}\n");
    private static readonly int TailLength = Before.Length + ContentName.Length + After.Length;

    public static byte[] Write<T>(T value, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, type);
        var checksum = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(json)));
        return [.. json.AsSpan(0, json.Length - 1), .. Before, .. checksum, .. After];
    }

    /// <summary>The object's bytes without the checksum; null where the checksum is missing or wrong.</summary>
    public static byte[]? Open(ReadOnlySpan<byte> content)
    {
        if (content.Length <= TailLength)
        {
            return null;
        }

        var tail = content[^TailLength..];
        byte[] json = [.. content[..^TailLength], (byte)'}'];
        var checksum = Convert.ToHexStringLower(SHA256.HashData(json));
        return
            tail.StartsWith(Before)
            && tail.EndsWith(After)
            && tail.Slice(Before.Length, ContentName.Length).SequenceEqual(Encoding.ASCII.GetBytes(checksum))
            ? json
            : null;
    }
}
