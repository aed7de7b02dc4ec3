using DiffPlex;
using DiffPlex.Renderer;

namespace ReleaseManager.Core.Comparison;

/// <summary>Differences of text in the form that <c>diff -u</c> made familiar.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    /// <summary>The difference of two texts; empty where there is none. Ends with a newline.</summary>
    /// <param name="what">What is compared; stands in both headers.</param>
    /// <param name="fromLabel">Where the first text stands.</param>
    /// <param name="toLabel">Where the second text stands.</param>
    public static string Of(string what, string fromLabel, string from, string toLabel, string to)
    {
        if (string.Equals(from, to, StringComparison.Ordinal))
        {
            return "";
        }

        var renderer = new UnidiffRenderer(Differ.Instance, Context);
        return renderer.Generate(from, to, $"{fromLabel}: {what}", $"{toLabel}: {what}", false, false);
    }
}
