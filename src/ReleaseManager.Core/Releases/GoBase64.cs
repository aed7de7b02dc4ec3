using System.Buffers;
using System.Buffers.Text;

namespace ReleaseManager.Core.Releases;

/// <summary>
/// Standard base64 as Go's <c>encoding/base64</c> reads it: line breaks anywhere, no blanks, padding required, and whatever
/// bits stand behind the last byte. (.NET skips blanks and wants those bits to be zero.)
/// </summary>
internal static class GoBase64
{
    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private static readonly SearchValues<byte> LineBreaks = SearchValues.Create("\r\n"u8);
    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t"u8);

    /// <summary>Decodes a whole text; null where Go refuses it.</summary>
    public static ReadOnlyMemory<byte>? Decode(ReadOnlySpan<byte> text)
    {
        if (text.ContainsAny(Blanks))
        {
            return null;
        }

        var buffer = new byte[text.Length];
        var length = 0;
        while (!text.IsEmpty)
        {
            var next = text.IndexOfAny(LineBreaks);
            var line = next < 0 ? text : text[..next];
            line.CopyTo(buffer.AsSpan(length));
            length += line.Length;
            text = next < 0 ? default : text[(next + 1)..];
        }

        ClearLastBits(buffer.AsSpan(0, length));
        return Base64.DecodeFromUtf8InPlace(buffer.AsSpan(0, length), out var written) == OperationStatus.Done
            ? buffer.AsMemory(0, written)
            : (ReadOnlyMemory<byte>?)null;
    }

    private static void ClearLastBits(Span<byte> text)
    {
        var (last, kept) = text switch
        {
            [.., _, (byte)'=', (byte)'='] => (text.Length - 3, 0b110000),
            [.., _, (byte)'='] => (text.Length - 2, 0b111100),
            _ => (-1, 0),
        };
        if (last >= 0 && Digits.IndexOf((char)text[last], StringComparison.Ordinal) is >= 0 and var value)
        {
            text[last] = (byte)Digits[value & kept];
        }
    }
}
