namespace ReleaseManager.Daemon.Dashboard;

/// <summary>A snapshot as the page is told of it.</summary>
internal sealed record ShownSnapshot
{
    /// <summary>Its name.</summary>
    public required string Id { get; init; }

    /// <summary>When it was taken.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Number of releases.</summary>
    public required int Releases { get; init; }

    /// <summary>Number of revisions.</summary>
    public required int Revisions { get; init; }

    /// <summary>Why it may show a loss; null for a good one.</summary>
    public string? Suspect { get; init; }

    /// <summary>The good one before it, with which it was compared; null for the first.</summary>
    public string? Before { get; init; }

    /// <summary>What differs from that one; null where it was not counted yet.</summary>
    public ChangeCounts? Changes { get; init; }

    /// <summary>Shows a snapshot.</summary>
    public static ShownSnapshot Of(SnapshotFacts facts) =>
        new()
        {
            Id = facts.Id.ToString(),
            Time = facts.Time,
            Releases = facts.Releases,
            Revisions = facts.Revisions,
            Suspect = facts.Suspect,
        };
}
