using ReleaseManager.Core.Completion;
using ReleaseManager.S3;

namespace ReleaseManager.PowerShell.Parameters;

/// <summary>Completes the regions of AWS.</summary>
public sealed class AwsRegionCompleter : CandidateCompleter
{
    /// <inheritdoc/>
    internal override IReadOnlyList<Candidate> Find(TypedParameters typed) => S3Candidates.Regions();
}
