using ReleaseManager.Core.Completion;

namespace ReleaseManager.PowerShell.Parameters;

/// <summary>Completes the namespaces of the cluster.</summary>
public sealed class ClusterNamespaceCompleter : CandidateCompleter
{
    /// <inheritdoc/>
    internal override IReadOnlyList<Candidate> Find(TypedParameters typed) =>
        typed.InCluster("namespaces", ClusterCandidates.NamespacesAsync);
}
