namespace ReleaseManager.Daemon.Dashboard;

/// <summary>One line of a release's history.</summary>
internal sealed record ShownRevision
{
    /// <summary>The revision, as the newest snapshot that holds it shows it.</summary>
    public required ShownRelease Release { get; init; }

    /// <summary>The snapshot in which it was first seen.</summary>
    public required string First { get; init; }

    /// <summary>When that was taken.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>The newest snapshot that holds it.</summary>
    public required string Last { get; init; }
}
