using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;

namespace ReleaseManager.S3;

/// <summary>
/// Whose right is used: the keys that were given, else the profile that was named, else what the SDK finds by itself (environment, default
/// profile, web identity, container, instance).
/// </summary>
internal static class S3Credentials
{
    /// <summary>How long the SDK's own search may take: it asks the metadata of an instance, which elsewhere nobody answers.</summary>
    public static readonly TimeSpan SearchTime = TimeSpan.FromSeconds(15);

    /// <exception cref="AmazonClientException">There are none.</exception>
    public static Task<AWSCredentials> FindAsync(
        S3BackendOptions options,
        CredentialProfile? profile,
        TimeProvider time
    )
    {
        if (options.AccessKey is { Length: > 0 } key)
        {
            return Task.FromResult<AWSCredentials>(
                string.IsNullOrEmpty(options.SessionToken)
                    ? new BasicAWSCredentials(key, options.SecretKey)
                    : new SessionAWSCredentials(key, options.SecretKey, options.SessionToken)
            );
        }

        // The search has no form that could be awaited or cancelled: on a thread of its own it holds up nobody, and may be given up.
        return Task
            .Factory.StartNew(
                () =>
                    profile is null
                        ? DefaultAWSCredentialsIdentityResolver.GetCredentials()
                        : profile.GetAWSCredentials(new CredentialProfileStoreChain()),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            )
            .WaitAsync(SearchTime, time);
    }

    /// <summary>The profile that the options name; null where they name none.</summary>
    /// <exception cref="AmazonClientException">There is no such profile.</exception>
    public static CredentialProfile? FindProfile(S3BackendOptions options) =>
        options.ProfileName is { } name
            ? FindProfile(name) ?? throw new AmazonClientException($"There is no profile '{name}'.")
            : null;

    /// <summary>A profile of the shared configuration; null where there is none of that name.</summary>
    /// <exception cref="ReleaseManagerException">The configuration cannot be read.</exception>
    public static CredentialProfile? FindProfile(string name)
    {
        try
        {
            return new CredentialProfileStoreChain().TryGetProfile(name, out var profile) ? profile : null;
        }
        catch (InvalidDataException)
        {
            // What the SDK says quotes the line, which may be a secret.
            throw new ReleaseManagerException(
                "BackendOptionsWrong",
                ErrorKind.Usage,
                "The shared configuration of AWS has a line that is no section, no setting and no comment."
            )
            {
                Advice =
                    "Mend ~/.aws/config and ~/.aws/credentials, or the files that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name.",
            };
        }
    }
}
