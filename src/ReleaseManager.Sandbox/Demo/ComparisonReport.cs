using System.Globalization;

namespace ReleaseManager.Sandbox.Demo;

/// <summary>Says what came back, release by release.</summary>
internal static class ComparisonReport
{
    public static async Task WriteAsync(ClusterComparison comparison, TimeSpan took, TextWriter output)
    {
        var width = comparison.Releases.Select(release => Name(release).Length).Append(10).Max();
        await output.WriteLineAsync($"{"release".PadRight(width)}  records  objects");
        foreach (var release in comparison.Releases)
        {
            var records = $"{release.EqualRecords} of {release.Records}".PadRight(7);
            await output.WriteLineAsync(
                $"{Name(release).PadRight(width)}  {records}  {release.EqualObjects} of {release.Objects}"
            );
            foreach (var note in release.Notes)
            {
                await output.WriteLineAsync($"    {note}");
            }

            foreach (var difference in release.Differences)
            {
                await output.WriteLineAsync($"  ! {difference}");
            }
        }

        foreach (var name in comparison.Lost)
        {
            await output.WriteLineAsync($"  ! {name} is missing or different");
        }

        await output.WriteLineAsync();
        await output.WriteLineAsync(
            comparison.Same ? Success(comparison, took) : "Not everything came back as it was."
        );
    }

    private static string Name(ReleaseComparison release) => $"{release.Namespace}/{release.Name}";

    private static string Success(ClusterComparison comparison, TimeSpan took) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"All {comparison.Releases.Count} releases came back as they were: "
        )
        + string.Create(
            CultureInfo.InvariantCulture,
            $"{comparison.Releases.Sum(release => release.Records)} records, "
                + $"{comparison.Releases.Sum(release => release.Objects)} objects, "
                + $"{comparison.Definitions} custom resource definitions, {comparison.Namespaces} namespaces; "
        )
        + string.Create(CultureInfo.InvariantCulture, $"it took {took.TotalSeconds:0.0} s in all.");
}
