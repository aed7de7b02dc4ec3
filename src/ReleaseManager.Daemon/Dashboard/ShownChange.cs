namespace ReleaseManager.Daemon.Dashboard;

/// <summary>A release that is not the same in two snapshots.</summary>
internal sealed record ShownChange
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>How the first snapshot holds it; null where it does not.</summary>
    public ShownRelease? From { get; init; }

    /// <summary>How the second snapshot holds it; null where it does not.</summary>
    public ShownRelease? To { get; init; }
}
