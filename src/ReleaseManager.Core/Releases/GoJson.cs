using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Releases;

/// <summary>JSON strings as Go's <c>encoding/json</c> reads and writes them.</summary>
internal static class GoJson
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Select(unit => (char)unit),
        '"',
        '\\',
        '<',
        '>',
        '&',
        '\u2028',
        '\u2029',
    ]);

    /// <summary>
    /// The text between the quotes of a valid JSON string. Where .NET throws, at invalid UTF-8 and lone surrogates, Go
    /// puts U+FFFD.
    /// </summary>
    public static string Read(ReadOnlySpan<byte> quoted)
    {
        if (!quoted.Contains((byte)'\\'))
        {
            return GoText.FromUtf8(quoted);
        }

        var text = new StringBuilder(quoted.Length);
        while (quoted.Length > 0)
        {
            var escape = quoted.IndexOf((byte)'\\');
            if (escape != 0)
            {
                var plain = escape < 0 ? quoted.Length : escape;
                text.Append(GoText.FromUtf8(quoted[..plain]));
                quoted = quoted[plain..];
                continue;
            }

            quoted = quoted[Unescape(quoted, text)..];
        }

        return text.ToString();
    }

    /// <summary>Writes a string with its quotes as Go does: <c>&lt; &gt; &amp;</c> escaped, all else raw where JSON allows.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        output.Write("\""u8);
        while (text.Length > 0)
        {
            var next = text.IndexOfAny(Escaped);
            var plain = next < 0 ? text : text[..next];
            Encoding.UTF8.GetBytes(plain, output);
            text = text[plain.Length..];
            if (next >= 0)
            {
                WriteEscaped(output, text[0]);
                text = text[1..];
            }
        }

        output.Write("\""u8);
    }

    /// <summary>A value of a record as nodes.</summary>
    /// <inheritdoc cref="ReadNode(ref Utf8JsonReader, DecodeBudget)"/>
    public static JsonNode? ReadNode(JsonElement value)
    {
        var limits = DecodeLimits.Default;
        var reader = new Utf8JsonReader(
            JsonMarshal.GetRawUtf8Value(value),
            new JsonReaderOptions { MaxDepth = limits.Depth }
        );
        reader.Read();
        return ReadNode(ref reader, new DecodeBudget(limits));
    }

    /// <summary>Reads a value into nodes: the last of repeated names counts, numbers keep their text.</summary>
    /// <exception cref="RecordException">Over the limits.</exception>
    public static JsonNode? ReadNode(ref Utf8JsonReader reader, DecodeBudget budget)
    {
        budget.Spend();
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var json = new JsonObject();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var name = Read(reader.ValueSpan);
                    reader.Read();
                    json[name] = ReadNode(ref reader, budget);
                }

                return json;
            case JsonTokenType.StartArray:
                var array = new JsonArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    array.Add(ReadNode(ref reader, budget));
                }

                return array;
            case JsonTokenType.String:
                return JsonValue.Create(Read(reader.ValueSpan));
            case JsonTokenType.Null:
                return null;
            default:
                return JsonNode.Parse(reader.ValueSpan);
        }
    }

    private static void WriteEscaped(IBufferWriter<byte> output, char unit)
    {
        var escape = unit switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}"),
        };
        Encoding.UTF8.GetBytes(escape, output);
    }

    private static int Unescape(ReadOnlySpan<byte> text, StringBuilder output)
    {
        if (text[1] != (byte)'u')
        {
            output.Append(
                text[1] switch
                {
                    (byte)'b' => '\b',
                    (byte)'f' => '\f',
                    (byte)'n' => '\n',
                    (byte)'r' => '\r',
                    (byte)'t' => '\t',
                    var other => (char)other,
                }
            );
            return 2;
        }

        var unit = Unit(text);
        if (!char.IsSurrogate(unit))
        {
            output.Append(unit);
            return 6;
        }

        if (char.IsHighSurrogate(unit) && text.Length >= 12 && text[6] == (byte)'\\' && text[7] == (byte)'u')
        {
            var second = Unit(text[6..]);
            if (char.IsLowSurrogate(second))
            {
                output.Append(unit).Append(second);
                return 12;
            }
        }

        output.Append('\ufffd');
        return 6;
    }

    private static char Unit(ReadOnlySpan<byte> escape) =>
        (char)ushort.Parse(escape.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
