using ReleaseManager.Core.Completion;
using ReleaseManager.S3;

namespace ReleaseManager.PowerShell.Parameters;

/// <summary>Completes the profiles of the shared AWS configuration.</summary>
public sealed class AwsProfileCompleter : CandidateCompleter
{
    /// <inheritdoc/>
    internal override IReadOnlyList<Candidate> Find(TypedParameters typed) => S3Candidates.Profiles();
}
