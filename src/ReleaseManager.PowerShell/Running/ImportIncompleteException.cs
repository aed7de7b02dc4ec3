namespace ReleaseManager.PowerShell.Running;

/// <summary>An import came to its end, and some of its releases were not brought back.</summary>
/// <param name="undone">What became of those.</param>
/// <param name="total">How many there were in all.</param>
internal sealed class ImportIncompleteException(IReadOnlyList<ReleaseImportResult> undone, int total)
    : ReleaseManagerException("ImportIncomplete", ErrorKind.Incomplete, Say(undone, total))
{
    private const int NamesInMessage = 5;

    /// <summary>What became of the releases that were not brought back.</summary>
    public ReleaseImportResult[] Undone { get; } = [.. undone];

    private static string Say(IReadOnlyList<ReleaseImportResult> undone, int total)
    {
        var names = string.Join(
            ", ",
            undone.Take(NamesInMessage).Select(result => $"{result.Namespace}/{result.Name}")
        );
        var more = undone.Count > NamesInMessage ? ", ..." : "";
        var were = undone.Count == 1 ? "was" : "were";
        return $"{undone.Count} of {total} releases {were} not brought back: {names}{more}.";
    }
}
