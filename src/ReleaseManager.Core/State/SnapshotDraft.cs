namespace ReleaseManager.Core.State;

/// <summary>What an export found, its contents saved already: to be laid over what the state holds.</summary>
public sealed record SnapshotDraft
{
    /// <summary>The cluster that was looked at.</summary>
    public required ClusterIdentity Cluster { get; init; }

    /// <summary>The API server's version.</summary>
    public required string KubernetesVersion { get; init; }

    /// <summary>Program and version that writes.</summary>
    public required string Writer { get; init; }

    /// <summary>What was looked at.</summary>
    public required SnapshotScope Scope { get; init; }

    /// <summary>
    /// Every entry found within the scope. With a depth of history, also older revisions that the state holds and the
    /// cluster shows changed, so that the states of one release fit together.
    /// </summary>
    public required IReadOnlyList<ListingEntry> Entries { get; init; }

    /// <summary>Objects saved beside the records.</summary>
    public required IReadOnlyList<CapturedResource> Resources { get; init; }

    /// <summary>A sudden loss is meant: do not mark it suspect.</summary>
    public bool AcceptLoss { get; init; }
}
