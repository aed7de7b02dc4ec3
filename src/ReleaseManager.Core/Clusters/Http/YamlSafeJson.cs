using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Clusters.Http;

/// <summary>
/// JSON that a YAML reader takes too. The API server reads the body of an apply as YAML, and its reader refuses the pairs of <c>\u</c>
/// escapes by which .NET always writes characters beyond the basic plane: those stand here as they are.
/// </summary>
internal static class YamlSafeJson
{
    private const int EscapeLength = 6;

    public static byte[] Write(JsonNode body)
    {
        ReadOnlySpan<byte> json = JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Default);
        var written = new ArrayBufferWriter<byte>(json.Length);
        while (json.IndexOf((byte)'\\') is var at and >= 0)
        {
            written.Write(json[..at]);
            json = json[at..];
            if (PairAt(json, out var character))
            {
                written.Advance(character.EncodeToUtf8(written.GetSpan(4)));
                json = json[(2 * EscapeLength)..];
            }
            else
            {
                written.Write(json[..2]);
                json = json[2..];
            }
        }

        written.Write(json);
        return written.WrittenSpan.ToArray();
    }

    private static bool PairAt(ReadOnlySpan<byte> json, out Rune character)
    {
        character = default;
        return UnitAt(json, out var high)
            && char.IsHighSurrogate(high)
            && UnitAt(json[EscapeLength..], out var low)
            && Rune.TryCreate(high, low, out character);
    }

    private static bool UnitAt(ReadOnlySpan<byte> json, out char unit)
    {
        unit = default;
        if (
            json.Length < EscapeLength
            || !json.StartsWith("\\u"u8)
            || !ushort.TryParse(
                json[2..EscapeLength],
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var value
            )
        )
        {
            return false;
        }

        unit = (char)value;
        return true;
    }
}
