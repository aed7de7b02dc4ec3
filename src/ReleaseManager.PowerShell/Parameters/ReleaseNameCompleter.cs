using ReleaseManager.Core.Completion;

namespace ReleaseManager.PowerShell.Parameters;

/// <summary>Completes the names of releases: of the snapshot where a state is looked at, else of the cluster.</summary>
public sealed class ReleaseNameCompleter : CandidateCompleter
{
    /// <inheritdoc/>
    internal override IReadOnlyList<Candidate> Find(TypedParameters typed) =>
        typed.IsOfState
            ? typed.InState("releases", (state, stop) => StateCandidates.ReleasesAsync(state, typed.Snapshot(), stop))
            : typed.InCluster("releases", ClusterCandidates.ReleasesAsync);
}
