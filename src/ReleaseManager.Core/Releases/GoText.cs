namespace ReleaseManager.Core.Releases;

/// <summary>Compares text as Go does: by UTF-8 bytes, which is the order of code points, not of UTF-16 units.</summary>
internal static class GoText
{
    public static IComparer<string> Comparer { get; } = Comparer<string>.Create(Compare);

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

    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
