using System.Text;
using System.Text.Unicode;

namespace ReleaseManager.Core.Releases;

/// <summary>Text as Go has it: bytes of UTF-8.</summary>
internal static class GoText
{
    public static IComparer<string> Comparer { get; } = Comparer<string>.Create(Compare);

    /// <summary>Compares by UTF-8 bytes, which is the order of code points, not of UTF-16 units.</summary>
    public static int Compare(string first, string second)
    {
        var common = first.AsSpan().CommonPrefixLength(second);
        if (common == first.Length || common == second.Length)
        {
            return first.Length.CompareTo(second.Length);
        }

        // Surrogates stand for code points above all others of the basic plane.
        return Rank(first[common]).CompareTo(Rank(second[common]));
    }

    /// <summary>Decodes UTF-8; each byte that is not part of a valid sequence becomes U+FFFD.</summary>
    public static string FromUtf8(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        while (bytes.Length > 0)
        {
            var valid = Rune.DecodeFromUtf8(bytes, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            text.Append(rune.ToString());
            bytes = bytes[(valid ? length : 1)..];
        }

        return text.ToString();
    }

    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
