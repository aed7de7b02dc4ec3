namespace ReleaseManager;

/// <summary>What a prune removed, and what it is going to remove a day later.</summary>
public sealed record PruneResult
{
    /// <summary>Where the state is.</summary>
    public required string Location { get; init; }

    /// <summary>Whether anything was changed; false when only asked what would be.</summary>
    public required bool Applied { get; init; }

    /// <summary>Snapshots that were removed, or would be.</summary>
    public required int SnapshotsRemoved { get; init; }

    /// <summary>Snapshots that stay.</summary>
    public required int SnapshotsKept { get; init; }

    /// <summary>Of each snapshot whether it stays, and why; by number.</summary>
    public required IReadOnlyList<RetentionDecision> Decisions
    {
        get;
        init => field = IndexedList.Of(value);
    }

    /// <summary>Contents that nothing needs any more, listed now (or to be listed) and removed by a prune a day later.</summary>
    public required int ContentsListed { get; init; }

    /// <summary>Bytes of these.</summary>
    public required long BytesListed { get; init; }

    /// <summary>Contents that an earlier prune had listed and this one removed, or would remove.</summary>
    public required int ContentsRemoved { get; init; }

    /// <summary>Bytes of these.</summary>
    public required long BytesRemoved { get; init; }

    /// <summary>Contents that earlier prunes have listed and whose day is not over yet.</summary>
    public required int ContentsPending { get; init; }

    /// <summary>What the user should know and need not act on.</summary>
    public IReadOnlyList<string> Warnings
    {
        get;
        init => field = IndexedList.Of(value);
    } = [];
}
