using ReleaseManager.Core.Completion;

namespace ReleaseManager.PowerShell.Parameters;

/// <summary>Completes the contexts of the kubeconfig.</summary>
public sealed class KubeContextCompleter : CandidateCompleter
{
    internal override IReadOnlyList<Candidate> Find(TypedParameters typed) =>
        [.. typed.Contexts().Select(name => new Candidate(name, name))];
}
