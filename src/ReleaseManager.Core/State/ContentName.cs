using System.Buffers;
using System.Security.Cryptography;

namespace ReleaseManager.Core.State;

/// <summary>The one rule by which contents get their names: lowercase hex SHA-256 of the plain content.</summary>
internal static class ContentName
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    public const int Length = 2 * SHA256.HashSizeInBytes;

    public static string Of(ReadOnlySpan<byte> plain)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(plain, hash);
        return Convert.ToHexStringLower(hash);
    }

    public static bool IsOne(ReadOnlySpan<char> text) => text.Length == Length && IsHex(text);

    public static bool IsHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Digits);
}
