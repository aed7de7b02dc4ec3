namespace ReleaseManager.Core.State;

/// <summary>The end of one try to write a snapshot.</summary>
public sealed record CommitOutcome
{
    /// <summary>What became of it.</summary>
    public required CommitStatus Status { get; init; }

    /// <summary>
    /// The snapshot that says what was found: the new one, the one that says the same already, or (race lost, or nothing to be
    /// written) the one that would have been.
    /// </summary>
    public required Snapshot Snapshot { get; init; }

    /// <summary>Revisions that are new or changed since the newest snapshot.</summary>
    public required int ChangedRevisions { get; init; }

    /// <summary>Revisions of the newest snapshot that the new one no longer holds.</summary>
    public required int RemovedRevisions { get; init; }
}
