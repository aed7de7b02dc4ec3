using System.Globalization;

namespace ReleaseManager.Core.Import;

/// <summary>What became of an import as a whole, in one line.</summary>
public static class ImportSummary
{
    /// <summary>For example <c>12 releases: 10 restored, 1 skipped, 1 failed; objects: 40 created, 2 changed, 0 unchanged, 1 skipped; 8 hooks run; 12.3 s</c>.</summary>
    /// <param name="results">The results of all releases.</param>
    /// <param name="elapsed">How long the import took.</param>
    public static string Of(IReadOnlyCollection<ReleaseImportResult> results, TimeSpan elapsed)
    {
        ArgumentNullException.ThrowIfNull(results);
        var outcomes = results
            .CountBy(result => result.Outcome)
            .OrderBy(pair => pair.Key)
            .Select(pair => $"{pair.Value} {pair.Key.ToString().ToLowerInvariant()}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{results.Count} {(results.Count == 1 ? "release" : "releases")}: {string.Join(", ", outcomes)}; objects: {results.Sum(r => r.ObjectsCreated)} created, {results.Sum(r => r.ObjectsChanged)} changed, {results.Sum(r => r.ObjectsUnchanged)} unchanged, {results.Sum(r => r.ObjectsSkipped)} skipped; {results.Sum(r => r.HooksRun)} hooks run; {elapsed.TotalSeconds:0.0} s"
        );
    }
}
