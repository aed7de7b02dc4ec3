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

    /// <summary>The newest good snapshot of the same cluster: what entries are carried forward from.</summary>
    public Snapshot? Parent { get; init; }

    /// <summary>Good snapshots of the same cluster that a loss is measured by: those of the last 24 hours and the newest at any age.</summary>
    public IReadOnlyList<Snapshot> Baseline { get; init; } = [];

    /// <summary>The newest good snapshot of any cluster that ever used this path.</summary>
    public Snapshot? NewestGoodOfAll { get; init; }

    /// <summary>Damaged snapshots met on the way: newer than <see cref="Parent"/>, or of the last 24 hours.</summary>
    public IReadOnlyList<int> Unreadable { get; init; } = [];
}
