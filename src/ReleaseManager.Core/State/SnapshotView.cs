namespace ReleaseManager.Core.State;

/// <summary>Shows snapshots to those who know nothing of the state's format.</summary>
public static class SnapshotView
{
    /// <summary>What a list of snapshots shows of one.</summary>
    public static HelmReleaseSnapshot Of(ReleaseState state, Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(snapshot);
        return new HelmReleaseSnapshot
        {
            Location = state.Location,
            Sequence = snapshot.Sequence,
            Fork = snapshot.Fork,
            Parent = snapshot.Parent,
            Time = snapshot.Time,
            Releases = snapshot.Releases,
            Revisions = snapshot.Revisions,
            Namespaces = [.. snapshot.Namespaces.Keys.Order(StringComparer.Ordinal)],
            Resources = snapshot.Resources.Count,
            ClusterId = snapshot.Cluster.KubeSystemUid,
            KubernetesVersion = snapshot.KubernetesVersion,
            Writer = snapshot.Writer,
            EverWhole = snapshot.EverWhole,
            Suspect = snapshot.Suspect,
        };
    }
}
