using System.Text;

namespace ReleaseManager.S3;

/// <summary>Where an <see cref="S3Backend"/> is and how it is reached. In words it shows no credential.</summary>
public sealed record S3BackendOptions
{
    /// <summary>The bucket's name.</summary>
    public required string Bucket { get; init; }

    /// <summary>The prefix in the bucket, without which nothing is read, listed or removed; slashes at either end do not count.</summary>
    public required string Path { get; init; }

    /// <summary>The bucket's region; where null what the profile or the environment names, and <c>us-east-1</c> where nothing does.</summary>
    public string? Region { get; init; }

    /// <summary>A profile of the shared AWS configuration, which may log in by SSO or assume a role. Explicit keys go before it.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Access key id; together with <see cref="SecretKey"/>.</summary>
    public string? AccessKey { get; init; }

    /// <summary>Secret access key.</summary>
    public string? SecretKey { get; init; }

    /// <summary>Session token of temporary keys.</summary>
    public string? SessionToken { get; init; }

    /// <summary>The server, where it is not AWS: <c>https://minio.example.com</c>; null for the one that <c>AWS_ENDPOINT_URL_S3</c> or the profile names, else AWS.</summary>
    public Uri? EndpointUrl { get; init; }

    /// <summary>Puts the bucket into the path of the URL instead of the host's name; most servers that are not AWS want that.</summary>
    public bool ForcePathStyle { get; init; }

    /// <summary>How the server shall encrypt what is written: <c>AES256</c>, <c>aws:kms</c> or <c>aws:kms:dsse</c>; the bucket's own rule where null.</summary>
    public string? ServerSideEncryption { get; init; }

    /// <summary>The key for <c>aws:kms</c>; the account's own where null.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>The storage class of what is written, for example <c>STANDARD_IA</c>; the bucket's own where null.</summary>
    public string? StorageClass { get; init; }

    /// <summary>How long one try of a request may take, its body included; large bodies get more, a second for each 128 KiB.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a request is tried again after what passes by itself.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>How many requests may be under way at the same time.</summary>
    public int MaxInFlight { get; init; } = 32;

    // Of a record the compiler would show every member.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append("Bucket = ").Append(Bucket).Append(", Path = ").Append(Path);
        if (Region is not null)
        {
            text.Append(", Region = ").Append(Region);
        }

        if (EndpointUrl is not null)
        {
            text.Append(", EndpointUrl = ").Append(EndpointUrl.Authority);
        }

        return true;
    }
}
