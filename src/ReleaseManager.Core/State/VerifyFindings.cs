namespace ReleaseManager.Core.State;

/// <summary>What a check has found so far; several threads add to it.</summary>
internal sealed class VerifyFindings
{
    private readonly Lock _gate = new();
    private readonly List<VerifyProblem> _problems = [];
    private int _undecodable;

    public int Undecodable => _undecodable;

    public void CountUndecodable() => Interlocked.Increment(ref _undecodable);

    public void Damaged(string file, string message, IReadOnlyList<SnapshotId>? snapshots = null) =>
        Add(file, VerifyProblemKind.Damaged, message, snapshots ?? [], []);

    public void Missing(string file, string message, IReadOnlyList<SnapshotId> snapshots) =>
        Add(file, VerifyProblemKind.Missing, message, snapshots, []);

    /// <summary>Adds what reading a file raised: it is missing or damaged.</summary>
    public void Add(
        StateException error,
        string file,
        IReadOnlyList<SnapshotId> snapshots,
        IReadOnlyList<string> releases
    )
    {
        var isMissing = error.ErrorId.EndsWith("Missing", StringComparison.Ordinal);
        var kind = isMissing ? VerifyProblemKind.Missing : VerifyProblemKind.Damaged;
        Add(file, kind, error.Message, snapshots, releases);
    }

    public void Add(
        string file,
        VerifyProblemKind kind,
        string message,
        IReadOnlyList<SnapshotId> snapshots,
        IReadOnlyList<string> releases
    )
    {
        lock (_gate)
        {
            _problems.Add(
                new VerifyProblem
                {
                    File = file,
                    Kind = kind,
                    Message = message,
                    Snapshots = [.. snapshots.Select(id => id.Sequence).Distinct()],
                    Releases = releases,
                }
            );
        }
    }

    /// <summary>Compares a listing with what the snapshots say of it.</summary>
    public void Compare(string hash, IReadOnlyList<ListingEntry> entries, IReadOnlyList<ListingUse> uses)
    {
        var releases = entries.Select(entry => entry.Name).Distinct(StringComparer.Ordinal).Count();
        foreach (var use in uses)
        {
            if (
                use.Listing.Releases != releases
                || use.Listing.Revisions != entries.Count
                || entries.Any(entry => !string.Equals(entry.Namespace, use.Namespace, StringComparison.Ordinal))
            )
            {
                Add(
                    StateLayout.Listing(hash),
                    VerifyProblemKind.Inconsistent,
                    $"it does not hold the entries that snapshot {use.Snapshot} counts in namespace '{use.Namespace}'",
                    [use.Snapshot],
                    [$"{use.Namespace}/*"]
                );
            }
        }
    }

    public IReadOnlyList<VerifyProblem> Ordered()
    {
        lock (_gate)
        {
            return [.. _problems.OrderBy(problem => problem.File, StringComparer.Ordinal)];
        }
    }
}
