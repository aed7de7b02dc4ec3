namespace ReleaseManager.Core.State;

/// <summary>What a prune removes.</summary>
public sealed record PruneOptions
{
    /// <summary>Which snapshots stay; null where those that go are named, or none goes.</summary>
    public RetentionPolicy? Policy { get; init; }

    /// <summary>The snapshots that go; empty where a policy decides.</summary>
    public IReadOnlyList<SnapshotId> Snapshots { get; init; } = [];

    /// <summary>Says what would go and what stays, and removes nothing.</summary>
    public bool PlanOnly { get; init; }

    /// <summary>Who prunes, for the list of what may go.</summary>
    public string Writer { get; init; } = "releasemanager";
}
