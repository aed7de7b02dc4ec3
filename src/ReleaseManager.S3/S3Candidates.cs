using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using ReleaseManager.Core.Completion;

namespace ReleaseManager.S3;

/// <summary>What could be meant at a prompt where a bucket is named.</summary>
public static class S3Candidates
{
    /// <summary>The profiles of the shared AWS configuration; nothing but their names and regions is told.</summary>
    public static IReadOnlyList<Candidate> Profiles()
    {
        try
        {
            return
            [
                .. new CredentialProfileStoreChain()
                    .ListProfiles()
                    .OrderBy(profile => profile.Name, StringComparer.Ordinal)
                    .Select(profile => new Candidate(
                        profile.Name,
                        profile.Region is { } region ? $"profile, {region.SystemName}" : "profile"
                    )),
            ];
        }
        catch (Exception error) when (error is AmazonClientException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The regions of AWS that the SDK knows.</summary>
    public static IReadOnlyList<Candidate> Regions() =>
        [
            .. RegionEndpoint
                .EnumerableAllRegions.OrderBy(region => region.SystemName, StringComparer.Ordinal)
                .Select(region => new Candidate(region.SystemName, region.DisplayName)),
        ];

    /// <summary>The buckets that the credentials may list.</summary>
    /// <param name="options">How the store is reached; no bucket and no path need be named yet.</param>
    public static async Task<IReadOnlyList<Candidate>> BucketsAsync(S3BackendOptions options, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            var impatient = options with { MaxRetries = 0, RequestTimeout = Completing.Patience };
            var session = await S3Session.OpenAsync(impatient, new S3RequestCounter(), TimeProvider.System);
            using var client = session.Client;
            var answer = await client.ListBucketsAsync(stop);
            return
            [
                .. (answer.Buckets ?? [])
                    .Select(bucket => bucket.BucketName)
                    .Order(StringComparer.Ordinal)
                    .Select(name => new Candidate(name, "bucket")),
            ];
        }
        catch (Exception error) when (S3Errors.Concern(error))
        {
            return [];
        }
    }
}
