using ReleaseManager.Core.Completion;
using ReleaseManager.S3;

namespace ReleaseManager.PowerShell.Parameters;

/// <summary>Completes the buckets that the credentials may list.</summary>
public sealed class S3BucketCompleter : CandidateCompleter
{
    /// <inheritdoc/>
    internal override IReadOnlyList<Candidate> Find(TypedParameters typed)
    {
        var options = new S3BackendOptions
        {
            Bucket = "",
            Path = "",
            Region = typed.Text("Region"),
            ProfileName = typed.Text("ProfileName"),
            AccessKey = typed.Text("AccessKey"),
            SecretKey = typed.Secret("SecretKey"),
            SessionToken = typed.Secret("SessionToken"),
            EndpointUrl = Uri.TryCreate(typed.Text("EndpointUrl"), UriKind.Absolute, out var server) ? server : null,
            ForcePathStyle = typed.Has("ForcePathStyle"),
        };
        return CandidateMemory.Find(
            [
                "buckets",
                options.EndpointUrl?.AbsoluteUri ?? "",
                options.ProfileName ?? "",
                options.Region ?? "",
                options.AccessKey ?? "",
            ],
            stop => S3Candidates.BucketsAsync(options, stop)
        );
    }
}
