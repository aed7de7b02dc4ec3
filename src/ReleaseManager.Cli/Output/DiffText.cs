using System.Globalization;
using ReleaseManager.Cli.Running;

namespace ReleaseManager.Cli.Output;

/// <summary>Comparisons for people: a list of releases, or unified diffs, coloured on a terminal (unless <c>NO_COLOR</c> is set).</summary>
internal static class DiffText
{
    /// <summary>Writes a list of releases.</summary>
    public static void WriteList(TextWriter target, IReadOnlyList<HelmReleaseDifference> found) =>
        TableText.Write(
            target,
            ["NAME", "NAMESPACE", "CHANGE", "REVISION", "STATUS", "CHART", "DRIFT"],
            found.Select(one =>
                (IReadOnlyList<string?>)
                    [
                        one.Name,
                        one.Namespace,
                        PlanText.Lower(one.Change.ToString()),
                        Both(one, release => release.Revision.ToString(CultureInfo.InvariantCulture)),
                        Both(one, release => release.Status),
                        Both(one, release => release.Chart ?? ""),
                        one.Drift is { Count: > 0 } drift ? $"{Count(drift.Count)} objects" : "",
                    ]
            )
        );

    /// <summary>Writes the differences of one release.</summary>
    public static void WriteDiff(
        TextWriter target,
        HelmReleaseDifference found,
        HelmReleaseDifferenceContent? content,
        IReadOnlyList<DiffPart> parts
    )
    {
        var paint = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";
        var head =
            $"{found.Namespace}/{found.Name}: {PlanText.Lower(found.Change.ToString())}{(found.Changes.Count > 0 ? ", " : "")}{string.Join(", ", found.Changes)}";
        target.WriteLine(Painted(PlainText.Of(head), "1", paint));
        foreach (var line in Text(found, content, parts).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var clean = PlainText.Lines(line.TrimEnd('\r'));
            target.WriteLine(Painted(clean, Colour(clean), paint));
        }

        target.WriteLine();
    }

    private static string Text(
        HelmReleaseDifference found,
        HelmReleaseDifferenceContent? content,
        IReadOnlyList<DiffPart> parts
    ) =>
        string.Concat(
            parts.Select(part =>
                part switch
                {
                    DiffPart.Drift => found.DriftDiff,
                    _ when content is null => "",
                    DiffPart.Values => content.ValuesDiff,
                    DiffPart.Notes => content.NotesDiff,
                    _ => string.Concat(
                        content.Objects.Where(item => item.IsHook == part is DiffPart.Hooks).Select(item => item.Diff)
                    ),
                }
            )
        );

    private static string Both(HelmReleaseDifference one, Func<HelmRelease, string> word) =>
        (one.Reference, one.Difference) switch
        {
            ({ } old, { } @new) when word(old) != word(@new) => $"{word(old)} -> {word(@new)}",
            (_, { } @new) => word(@new),
            ({ } old, _) => word(old),
            _ => "",
        };

    private static string? Colour(string line) =>
        line.StartsWith("---", StringComparison.Ordinal) || line.StartsWith("+++", StringComparison.Ordinal) ? "1"
        : line.StartsWith('+') ? "32"
        : line.StartsWith('-') ? "31"
        : line.StartsWith("@@", StringComparison.Ordinal) ? "36"
        : null;

    private static string Painted(string line, string? colour, bool paint) =>
        paint && colour is not null ? $"\e[{colour}m{line}\e[0m" : line;

    private static string Count(int number) => number.ToString(CultureInfo.InvariantCulture);
}
