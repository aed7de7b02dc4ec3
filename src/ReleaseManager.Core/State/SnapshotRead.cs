namespace ReleaseManager.Core.State;

/// <summary>One of many snapshots that were read: the snapshot, or why it could not be read.</summary>
/// <param name="Id">Its name as it was asked for.</param>
/// <param name="Snapshot">What was read; null where there is an error, or it is gone.</param>
/// <param name="Error">Why it could not be read; null where it was.</param>
public sealed record SnapshotRead(SnapshotId Id, Snapshot? Snapshot, StateException? Error)
{
    /// <summary>The snapshot.</summary>
    /// <exception cref="StateException">It could not be read.</exception>
    public Snapshot Require() => Snapshot ?? throw Error!;
}
