using ReleaseManager.Core.State;

namespace ReleaseManager.Daemon.Dashboard;

/// <summary>A revision, and the snapshots that hold it.</summary>
/// <param name="Revision">As the newest of them shows it.</param>
/// <param name="First">The oldest of them.</param>
/// <param name="Last">The newest of them.</param>
internal sealed record SeenRevision(ReleaseSummary Revision, SnapshotFacts First, SnapshotFacts Last);
