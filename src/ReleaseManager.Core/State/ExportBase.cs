namespace ReleaseManager.Core.State;

/// <summary>What a new snapshot stands on, as it was read at one moment.</summary>
public sealed record ExportBase
{
    /// <summary>The state that this was read from; null where there was none yet.</summary>
    public string? StateId { get; init; }

    /// <summary>The number that the new snapshot would take.</summary>
    public required int NextSequence { get; init; }

    /// <summary>The newest snapshot of the same cluster, suspect or not: what an unchanged cluster is compared with.</summary>
    public Snapshot? Newest { get; init; }

    /// <summary>
    /// What entries are carried forward from: the newest good snapshot of the same cluster, or, where there are forks, what all of them
    /// hold together.
    /// </summary>
    public Snapshot? Parent { get; init; }

    /// <summary>The snapshots that <see cref="Parent"/> stands for, the newest first: one, or several forks.</summary>
    public IReadOnlyList<SnapshotId> Parents { get; init; } = [];

    /// <summary>Listings of <see cref="Parent"/> that the state does not hold, since forks were merged into them; by their names.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ListingEntry>> Merged { get; init; } =
        new Dictionary<string, IReadOnlyList<ListingEntry>>(StringComparer.Ordinal);

    /// <summary>Good snapshots of the same cluster that a loss is measured by: those of the last 24 hours and the newest at any age.</summary>
    public IReadOnlyList<Snapshot> Baseline { get; init; } = [];

    /// <summary>The newest good snapshot of any cluster that ever used this path.</summary>
    public Snapshot? NewestGoodOfAll { get; init; }

    /// <summary>Damaged snapshots met on the way: newer than <see cref="Parent"/>, or of the last 24 hours, or forks that cannot be merged.</summary>
    public IReadOnlyList<SnapshotId> Unreadable { get; init; } = [];

    /// <summary>Keeps what the new snapshot will refer to from being removed meanwhile.</summary>
    internal RemovalGuard? Guard { get; init; }

    /// <summary>When the writer began: contents that it saved since count on no list having been swept.</summary>
    internal WriterStart Begun { get; init; }

    /// <summary>Reads a listing of one of the snapshots here.</summary>
    /// <exception cref="StateException">It is damaged or missing.</exception>
    internal async Task<IReadOnlyList<ListingEntry>> ReadListingAsync(
        ReleaseState state,
        string hash,
        CancellationToken stop
    ) => Merged.TryGetValue(hash, out var entries) ? entries : await state.ReadListingAsync(hash, stop);
}
