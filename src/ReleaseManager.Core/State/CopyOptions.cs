namespace ReleaseManager.Core.State;

/// <summary>What a copy brings over.</summary>
public sealed record CopyOptions
{
    /// <summary>Which snapshots; empty for all.</summary>
    public IReadOnlyList<SnapshotSelector> Snapshots { get; init; } = [];

    /// <summary>Says what would be copied, and writes nothing.</summary>
    public bool PlanOnly { get; init; }
}
