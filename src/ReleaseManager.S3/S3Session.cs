using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.S3;

namespace ReleaseManager.S3;

/// <summary>The SDK's client, and the credentials that it signs with.</summary>
internal sealed record S3Session(AmazonS3Client Client, AWSCredentials Credentials)
{
    /// <summary>Finds credentials and region and makes a client of them; asks nothing of the store.</summary>
    /// <exception cref="AmazonClientException">There are no credentials.</exception>
    /// <exception cref="TimeoutException">The search for them took too long.</exception>
    public static async Task<S3Session> OpenAsync(
        S3BackendOptions options,
        S3RequestCounter requests,
        TimeProvider time
    )
    {
        var profile = S3Credentials.FindProfile(options);
        var credentials = await S3Credentials.FindAsync(options, profile, time);
        return new S3Session(
            new AmazonS3Client(credentials, Configure(options, profile, new S3Transport(options, requests, time))),
            credentials
        );
    }

    private static AmazonS3Config Configure(S3BackendOptions options, CredentialProfile? profile, S3Transport transport)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.ForcePathStyle,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = options.MaxRetries,
            // Ten more, uncounted, where a connection was lost. .NET by itself repeats what met a connection that had gone stale.
            MaxStaleConnectionRetries = 0,
            HttpClientFactory = transport,
        };
        var region = RegionOf(options, profile);
        if (options.EndpointUrl is { } server)
        {
            config.ServiceURL = server.AbsoluteUri;
            config.AuthenticationRegion = region;
            // The SDK's default sends checksums as trailers, which most servers that are not AWS refuse (XAmzContentSHA256Mismatch).
            config.RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED;
            config.ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return config;
    }

    // Not by the SDK's FallbackRegionFactory: what that finds first it keeps for the whole process, and a shell whose AWS_REGION was changed
    // would go on with the old one. An instance is not asked for its region: elsewhere that is a wait of seconds.
    private static string RegionOf(S3BackendOptions options, CredentialProfile? profile) =>
        options.Region
        ?? profile?.Region?.SystemName
        ?? Named("AWS_REGION")
        ?? Named("AWS_DEFAULT_REGION")
        ?? S3Credentials.FindProfile(Named("AWS_PROFILE") ?? "default")?.Region?.SystemName
        ?? RegionEndpoint.USEast1.SystemName;

    private static string? Named(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
