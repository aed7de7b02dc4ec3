using ReleaseManager.Core.Completion;

namespace ReleaseManager.PowerShell.Parameters;

/// <summary>Completes the namespaces of releases: of the snapshot where a state is looked at, else of the cluster.</summary>
public sealed class NamespaceCompleter : CandidateCompleter
{
    /// <inheritdoc/>
    internal override IReadOnlyList<Candidate> Find(TypedParameters typed) =>
        typed.IsOfState
            ? typed.InState(
                "namespaces",
                (state, stop) => StateCandidates.NamespacesAsync(state, typed.Snapshot(), stop)
            )
            : typed.InCluster("namespaces", ClusterCandidates.NamespacesAsync);
}
