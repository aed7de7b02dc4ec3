using System.Security;

namespace ReleaseManager;

/// <summary>A state that is kept in a bucket of AWS S3, or of a server that speaks as it does.</summary>
/// <param name="Bucket">The bucket's name.</param>
/// <param name="Path">The prefix in the bucket, without slashes at either end.</param>
public sealed record S3HelmReleaseBackend(string Bucket, string Path) : HelmReleaseBackend
{
    /// <inheritdoc/>
    public override string Kind => "s3";

    /// <inheritdoc/>
    public override string Location =>
        EndpointUrl is null ? $"s3://{Bucket}/{Path}" : $"s3://{Bucket}/{Path} at {EndpointUrl.Authority}";

    /// <summary>The bucket's region; null for what the profile or the environment names, and <c>us-east-1</c> where nothing does.</summary>
    public string? Region { get; init; }

    /// <summary>The profile of the shared AWS configuration; null for the usual search.</summary>
    public string? ProfileName { get; init; }

    /// <summary>The server, where it is not AWS.</summary>
    public Uri? EndpointUrl { get; init; }

    /// <summary>Whether the bucket stands in the path of the URL instead of the host's name.</summary>
    public bool ForcePathStyle { get; init; }

    /// <summary>How the server shall encrypt what is written; null for the bucket's own rule.</summary>
    public string? ServerSideEncryption { get; init; }

    /// <summary>The key for an encryption by KMS; null for the account's own.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>The storage class of what is written; null for the bucket's own.</summary>
    public string? StorageClass { get; init; }

    /// <summary>Whether keys of its own were given, and no profile and no environment is asked.</summary>
    public bool HasAccessKey => AccessKey is not null;

    /// <summary>The access key's id.</summary>
    internal string? AccessKey { get; init; }

    /// <summary>The secret access key.</summary>
    internal SecureString? SecretKey { get; init; }

    /// <summary>The session token of temporary keys.</summary>
    internal SecureString? SessionToken { get; init; }
}
