using ReleaseManager.Core.Completion;

namespace ReleaseManager.PowerShell.Parameters;

/// <summary>Completes the contexts of the cluster that another one is compared with.</summary>
public sealed class ReferenceContextCompleter : CandidateCompleter
{
    internal override IReadOnlyList<Candidate> Find(TypedParameters typed) =>
        [.. typed.Contexts("ReferenceKubeconfig").Select(name => new Candidate(name, name))];
}
