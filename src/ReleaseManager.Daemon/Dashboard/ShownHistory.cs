namespace ReleaseManager.Daemon.Dashboard;

/// <summary>The answer to <c>/api/releases/{namespace}/{name}</c>.</summary>
internal sealed record ShownHistory
{
    /// <summary>Name of the release.</summary>
    public required string Name { get; init; }

    /// <summary>Its namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Whether all snapshots were looked at; else the oldest are missing, since reading them took too long.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>Its revisions, the newest first.</summary>
    public required IReadOnlyList<ShownRevision> Revisions { get; init; }
}
