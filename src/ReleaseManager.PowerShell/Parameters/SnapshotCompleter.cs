using ReleaseManager.Core.Completion;

namespace ReleaseManager.PowerShell.Parameters;

/// <summary>Completes the snapshots of a state, the newest one first, with their times and counts.</summary>
public sealed class SnapshotCompleter : CandidateCompleter
{
    /// <inheritdoc/>
    internal override IReadOnlyList<Candidate> Find(TypedParameters typed) =>
        typed.InState("snapshots", StateCandidates.SnapshotsAsync);
}
