namespace ReleaseManager.Daemon.Dashboard;

/// <summary>How much differs between two snapshots.</summary>
/// <param name="Added">Releases that only the newer holds.</param>
/// <param name="Removed">Releases that only the older holds.</param>
/// <param name="Changed">Releases that both hold, and not the same.</param>
internal sealed record ChangeCounts(int Added, int Removed, int Changed);
