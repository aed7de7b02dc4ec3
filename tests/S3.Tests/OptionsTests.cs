using Xunit;

namespace ReleaseManager.S3.Tests;

public sealed class OptionsTests
{
    private static readonly S3BackendOptions Good = new() { Bucket = "bucket", Path = "releases/blue" };

    public static TheoryData<string, S3BackendOptions> Bad =>
        new()
        {
            { "bucket", Good with { Bucket = " " } },
            { "path", Good with { Path = "" } },
            { "path", Good with { Path = "///" } },
            { "path", Good with { Path = new string('ä', 251) } },
            { "path", Good with { Path = "releases/../blue" } },
            { "path", Good with { Path = "./releases" } },
            { "path", Good with { Path = "releases\n" } },
            { "bucket", Good with { Bucket = "bucket/releases" } },
            { "secret key", Good with { AccessKey = "a" } },
            { "access key", Good with { SecretKey = "s" } },
            { "access key", Good with { SessionToken = "t" } },
            { "endpoint", Good with { EndpointUrl = new Uri("ftp://example.com") } },
            { "endpoint", Good with { EndpointUrl = new Uri("/minio", UriKind.Relative) } },
            { "KMS", Good with { KmsKeyId = "alias/backup" } },
            { "KMS", Good with { KmsKeyId = "alias/backup", ServerSideEncryption = "AES256" } },
            { "storage class", Good with { StorageClass = "DEEP_ARCHIVE" } },
            { "region", Good with { Region = "eu west" } },
            { "timeout", Good with { RequestTimeout = TimeSpan.Zero } },
            { "retries", Good with { MaxRetries = -1 } },
            { "under way", Good with { MaxInFlight = 0 } },
        };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void Options_that_cannot_be_meant_are_refused(string what, S3BackendOptions options)
    {
        var error = Assert.Throws<ReleaseManagerException>(() => new S3Backend(options));
        Assert.Equal(("BackendOptionsWrong", ErrorKind.Usage), (error.ErrorId, error.Kind));
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(error.Advice));
    }

    [Fact]
    public void A_place_on_aws_is_named_by_bucket_and_path()
    {
        using var backend = new S3Backend(Good with { Path = "/releases/blue/" });
        Assert.Equal("s3://bucket/releases/blue", backend.Location);
    }

    [Fact]
    public void Options_in_words_show_no_credential()
    {
        var options = Good with
        {
            AccessKey = "access-key-1",
            SecretKey = "secret-key-2",
            SessionToken = "session-token-3",
            EndpointUrl = new Uri("https://user:password-4@example.com/path"),
        };
        var words = options.ToString();
        Assert.Contains("bucket", words, StringComparison.Ordinal);
        Assert.Contains("releases/blue", words, StringComparison.Ordinal);
        Assert.Contains("example.com", words, StringComparison.Ordinal);
        foreach (var secret in new[] { options.AccessKey, options.SecretKey, options.SessionToken, "password-4" })
        {
            Assert.DoesNotContain(secret, words, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_type_of_the_sdk_shows_in_public()
    {
        var shown = typeof(S3Backend)
            .Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMembers())
            .SelectMany(member =>
                member switch
                {
                    System.Reflection.MethodBase method => method.GetParameters().Select(p => p.ParameterType),
                    System.Reflection.PropertyInfo property => [property.PropertyType],
                    _ => [],
                }
            )
            .Select(type => type.FullName ?? "");
        Assert.DoesNotContain(shown, name => name.Contains("Amazon", StringComparison.Ordinal));
    }
}
