using System.Globalization;

namespace ReleaseManager.Core.State.Original;

/// <summary>Revisions as people write them: 1, 3-5.</summary>
internal static class RevisionRanges
{
    /// <summary>With the word before: <c>revision 2</c>, <c>revisions 1, 3-5</c>.</summary>
    public static string Of(IReadOnlyList<int> ascending) =>
        $"{(ascending.Count == 1 ? "revision" : "revisions")} {Text(Runs(ascending))}";

    /// <summary>What is missing between 1 and the highest, in the same form; null where nothing is.</summary>
    public static string? Missing(IReadOnlyList<int> ascending)
    {
        List<(int First, int Last)> gaps = [];
        var next = 1;
        foreach (var (first, last) in Runs(ascending))
        {
            if (first > next)
            {
                gaps.Add((next, first - 1));
            }

            // The last one may be the highest number that there is.
            next = last == int.MaxValue ? last : last + 1;
        }

        return gaps switch
        {
            [] => null,
            [var (first, last)] when first == last => $"revision {Text(gaps)}",
            _ => $"revisions {Text(gaps)}",
        };
    }

    private static List<(int First, int Last)> Runs(IReadOnlyList<int> ascending)
    {
        List<(int First, int Last)> runs = [];
        foreach (var revision in ascending)
        {
            if (runs is [.., var (first, last)] && revision - 1 == last)
            {
                runs[^1] = (first, revision);
            }
            else
            {
                runs.Add((revision, revision));
            }
        }

        return runs;
    }

    private static string Text(IEnumerable<(int First, int Last)> runs) =>
        string.Join(
            ", ",
            runs.Select(run =>
                run.First == run.Last
                    ? run.First.ToString(CultureInfo.InvariantCulture)
                    : string.Create(CultureInfo.InvariantCulture, $"{run.First}-{run.Last}")
            )
        );
}
