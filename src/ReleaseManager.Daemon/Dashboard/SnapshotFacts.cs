using ReleaseManager.Core.State;

namespace ReleaseManager.Daemon.Dashboard;

/// <summary>What is kept of a snapshot: its header in few words, and where its listings are.</summary>
internal sealed record SnapshotFacts
{
    /// <summary>Its name.</summary>
    public required SnapshotId Id { get; init; }

    /// <summary>When it was taken.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Number of releases.</summary>
    public required int Releases { get; init; }

    /// <summary>Number of revisions.</summary>
    public required int Revisions { get; init; }

    /// <summary>Why it may show a loss; null for a good one.</summary>
    public string? Suspect { get; init; }

    /// <summary>Listings by namespace.</summary>
    public required IReadOnlyDictionary<string, NamespaceListing> Namespaces { get; init; }

    /// <summary>What a header tells.</summary>
    public static SnapshotFacts Of(Snapshot snapshot) =>
        new()
        {
            Id = snapshot.Id,
            Time = snapshot.Time,
            Releases = snapshot.Releases,
            Revisions = snapshot.Revisions,
            Suspect = snapshot.Suspect,
            Namespaces = snapshot.Namespaces,
        };
}
