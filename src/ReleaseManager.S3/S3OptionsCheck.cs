using System.Text;

namespace ReleaseManager.S3;

/// <summary>Refuses options that cannot be meant, before anything is asked of a server.</summary>
internal static class S3OptionsCheck
{
    /// <summary>A key may have 1,024 bytes, and the longest name of an item takes up more than half of them.</summary>
    private const int MaxPathBytes = 500;

    /// <exception cref="ReleaseManagerException">Says what is wrong with which option.</exception>
    public static void Check(S3BackendOptions options)
    {
        CheckBucket(options.Bucket);
        CheckPath((options.Path ?? "").Trim('/'));
        CheckKeys(options);
        CheckServer(options);
        Require(
            options.RequestTimeout > TimeSpan.Zero,
            "The timeout of requests is not positive.",
            "Give it a length."
        );
        Require(options.MaxRetries >= 0, "The number of retries is negative.", "Give 0 for none.");
        Require(options.MaxInFlight >= 1, "No request may be under way.", "Allow at least one.");
    }

    private static void CheckBucket(string bucket)
    {
        Require(!string.IsNullOrWhiteSpace(bucket), "There is no bucket.", "Name the bucket.");
        Require(
            bucket.StartsWith("arn:", StringComparison.Ordinal)
                || bucket.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'),
            "The bucket's name has characters that no bucket has.",
            "Give the name alone, and what follows it as the path."
        );
    }

    private static void CheckPath(string path)
    {
        Require(
            !string.IsNullOrWhiteSpace(path),
            "There is no path in the bucket.",
            "Name one, for example releases/blue: a state never takes a whole bucket."
        );
        Require(
            Encoding.UTF8.GetByteCount(path) <= MaxPathBytes,
            $"The path in the bucket is longer than {MaxPathBytes} bytes.",
            "Choose a shorter one."
        );
        // Clients of HTTP resolve dots before they send a URL, and lists are XML, which has no words for control characters.
        Require(
            !path.Split('/').Any(segment => segment is "." or "..") && !path.Any(char.IsControl),
            "The path in the bucket has a segment of dots or a control character.",
            "Choose one without."
        );
    }

    private static void CheckKeys(S3BackendOptions options)
    {
        var hasKey = !string.IsNullOrEmpty(options.AccessKey);
        Require(
            hasKey != string.IsNullOrEmpty(options.SecretKey),
            "An access key and a secret key go together.",
            "Give both, or neither and name a profile or set them in the environment."
        );
        Require(
            hasKey || string.IsNullOrEmpty(options.SessionToken),
            "A session token needs an access key and a secret key.",
            "Give all three."
        );
    }

    private static void CheckServer(S3BackendOptions options)
    {
        var server = options.EndpointUrl;
        Require(
            server is null || (server.IsAbsoluteUri && server.Scheme is "http" or "https"),
            "The endpoint is no URL of a server.",
            "Give it whole, for example https://minio.example.com:9000."
        );
        Require(
            server is null || server.UserInfo.Length == 0,
            "The endpoint holds a name or a password.",
            "Give the URL of the server alone, and the keys as keys."
        );
        Require(
            options.KmsKeyId is null || options.ServerSideEncryption is "aws:kms" or "aws:kms:dsse",
            "A KMS key needs an encryption by KMS.",
            "Give aws:kms or aws:kms:dsse as the server-side encryption."
        );
        Require(
            options.StorageClass is not ("GLACIER" or "DEEP_ARCHIVE"),
            "In this storage class a state could not be read without hours of restoring.",
            "Choose one that is read at once, for example STANDARD_IA or GLACIER_IR."
        );
        Require(
            options.Region is null || options.Region.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'),
            "The region's name has characters that no region has.",
            "Give a name such as eu-central-1."
        );
    }

    private static void Require(bool condition, string message, string advice)
    {
        if (!condition)
        {
            throw new ReleaseManagerException("BackendOptionsWrong", ErrorKind.Usage, message) { Advice = advice };
        }
    }
}
