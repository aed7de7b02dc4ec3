namespace ReleaseManager.Core.State;

/// <summary>Contents that no snapshot needs any more once some are removed; created once, never changed.</summary>
internal sealed record RemovalList
{
    /// <summary>When it was written, by the writer's clock; what counts is the store's time of the file.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Program and version that wrote it.</summary>
    public required string Writer { get; init; }

    /// <summary>Snapshots that were removed right after.</summary>
    public required IReadOnlyList<SnapshotId> Snapshots { get; init; }

    /// <summary>Full names of contents that go a day later, where nothing refers to them then.</summary>
    public required IReadOnlyList<string> Contents { get; init; }
}
