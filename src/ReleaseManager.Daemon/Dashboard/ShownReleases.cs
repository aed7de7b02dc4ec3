namespace ReleaseManager.Daemon.Dashboard;

/// <summary>The releases of one snapshot: the answer to <c>/releases</c> and <c>/api/snapshots/{id}</c>.</summary>
internal sealed record ShownReleases
{
    /// <summary>The snapshot; null where there is none that is good.</summary>
    public ShownSnapshot? Snapshot { get; init; }

    /// <summary>Its releases at their highest revisions, by namespace and name.</summary>
    public required IReadOnlyList<ShownRelease> Releases { get; init; }
}
