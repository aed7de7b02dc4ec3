using System.Globalization;
using System.Text;
using DiffPlex;
using DiffPlex.Model;

namespace ReleaseManager.Core.Comparison;

/// <summary>Differences of text in the form that <c>diff -u</c> made familiar; what differs is found by DiffPlex.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    /// <summary>The difference of two texts; empty where there is none. Ends with a newline.</summary>
    /// <param name="what">What is compared; stands in both headers.</param>
    /// <param name="fromLabel">Where the first text stands.</param>
    /// <param name="toLabel">Where the second text stands.</param>
    public static string Of(string what, string fromLabel, string from, string toLabel, string to)
    {
        var found = Differ.Instance.CreateDiffs(
            from,
            to,
            ignoreWhiteSpace: false,
            ignoreCase: false,
            TextLines.Chunker
        );
        if (found.DiffBlocks.Count == 0)
        {
            return "";
        }

        var text = new StringBuilder($"--- {fromLabel}: {what}\n+++ {toLabel}: {what}\n");
        foreach (var hunk in Hunks(found.DiffBlocks))
        {
            Write(text, found, hunk);
        }

        return text.ToString();
    }

    /// <summary>Changes between which less stands than the context of both go together.</summary>
    private static List<List<DiffBlock>> Hunks(IEnumerable<DiffBlock> changes)
    {
        List<List<DiffBlock>> hunks = [];
        foreach (var change in changes)
        {
            if (hunks is [.., [.., var last]] && change.DeleteStartA - EndOf(last) <= 2 * Context)
            {
                hunks[^1].Add(change);
            }
            else
            {
                hunks.Add([change]);
            }
        }

        return hunks;
    }

    private static void Write(StringBuilder text, DiffResult found, List<DiffBlock> hunk)
    {
        var (old, @new) = (found.PiecesOld, found.PiecesNew);
        var start = Math.Max(0, hunk[0].DeleteStartA - Context);
        var end = Math.Min(old.Count, EndOf(hunk[^1]) + Context);
        var startNew = hunk[0].InsertStartB - (hunk[0].DeleteStartA - start);
        var countNew = end - start + hunk.Sum(change => change.InsertCountB - change.DeleteCountA);
        text.Append(CultureInfo.InvariantCulture, $"@@ -{Range(start, end - start)} +{Range(startNew, countNew)} @@\n");
        var at = start;
        foreach (var change in hunk)
        {
            Append(' ', old, at, change.DeleteStartA - at);
            Append('-', old, change.DeleteStartA, change.DeleteCountA);
            Append('+', @new, change.InsertStartB, change.InsertCountB);
            at = EndOf(change);
        }

        Append(' ', old, at, end - at);

        void Append(char mark, IReadOnlyList<string> lines, int from, int count)
        {
            foreach (var line in lines.Skip(from).Take(count))
            {
                text.Append(mark).Append(line).Append('\n');
            }
        }
    }

    private static int EndOf(DiffBlock change) => change.DeleteStartA + change.DeleteCountA;

    /// <summary>Where lines stand, counted from 1: the line before them where there are none, and the first alone where it is the only one (POSIX, diff -U).</summary>
    private static string Range(int start, int count) =>
        count switch
        {
            0 => string.Create(CultureInfo.InvariantCulture, $"{start},0"),
            1 => string.Create(CultureInfo.InvariantCulture, $"{start + 1}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{start + 1},{count}"),
        };
}
