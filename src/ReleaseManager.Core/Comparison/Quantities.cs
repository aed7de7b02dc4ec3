using System.Globalization;

namespace ReleaseManager.Core.Comparison;

/// <summary>Quantities of Kubernetes: <c>1000m</c> is <c>1</c>, <c>0.5Gi</c> is <c>512Mi</c> (k8s.io/apimachinery, pkg/api/resource).</summary>
internal static class Quantities
{
    private static readonly Dictionary<string, decimal> Suffixes = new(StringComparer.Ordinal)
    {
        [""] = 1m,
        ["n"] = 1e-9m,
        ["u"] = 1e-6m,
        ["m"] = 1e-3m,
        ["k"] = 1e3m,
        ["M"] = 1e6m,
        ["G"] = 1e9m,
        ["T"] = 1e12m,
        ["P"] = 1e15m,
        ["E"] = 1e18m,
        ["Ki"] = 1L << 10,
        ["Mi"] = 1L << 20,
        ["Gi"] = 1L << 30,
        ["Ti"] = 1L << 40,
        ["Pi"] = 1L << 50,
        ["Ei"] = 1L << 60,
    };

    /// <summary>Whether two texts say the same amount; false where one of them is no quantity.</summary>
    public static bool AreEqual(string a, string b) => Parse(a) is { } one && Parse(b) is { } other && one == other;

    private static decimal? Parse(string text)
    {
        var end = text.Length;
        while (end > 0 && char.IsAsciiLetter(text[end - 1]))
        {
            end--;
        }

        // What is left of 1e3 ends in a digit, of 1E in the number before the suffix.
        return Suffixes.TryGetValue(text[end..], out var factor)
            && decimal.TryParse(text.AsSpan(0, end), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && Math.Abs(number) < 1e9m
                ? number * factor
            : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var plain) ? plain
            : null;
    }
}
