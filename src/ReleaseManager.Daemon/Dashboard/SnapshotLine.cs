using ReleaseManager.Core.State;

namespace ReleaseManager.Daemon.Dashboard;

/// <summary>The snapshots of the state as they were when it was last looked at.</summary>
internal sealed record SnapshotLine
{
    /// <summary>When that was.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>How many there are.</summary>
    public required int Count { get; init; }

    /// <summary>The newest of them that can be read, ascending.</summary>
    public required IReadOnlyList<SnapshotFacts> Snapshots { get; init; }

    /// <summary>Names of those that are damaged.</summary>
    public required IReadOnlyList<SnapshotId> Damaged { get; init; }

    /// <summary>The newest, be it suspect or not; null where there is none.</summary>
    public SnapshotFacts? Newest => Snapshots.Count > 0 ? Snapshots[^1] : null;

    /// <summary>The newest that is not suspect; null where there is none.</summary>
    public SnapshotFacts? NewestGood => Snapshots.LastOrDefault(one => one.Suspect is null);

    /// <summary>The one of a name; null where there is none.</summary>
    public SnapshotFacts? Find(string? id) => Snapshots.FirstOrDefault(one => one.Id.ToString() == id);

    /// <summary>Each snapshot with the good one that stands before it; null for the first.</summary>
    public IEnumerable<(SnapshotFacts Snapshot, SnapshotFacts? Before)> WithBefore()
    {
        SnapshotFacts? before = null;
        foreach (var snapshot in Snapshots)
        {
            yield return (snapshot, before);
            before = snapshot.Suspect is null ? snapshot : before;
        }
    }
}
