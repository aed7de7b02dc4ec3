using ReleaseManager.S3.Tests.Stub;
using Xunit;

namespace ReleaseManager.S3.Tests.Credentials;

/// <summary>Which server is meant where the options name none.</summary>
[Collection(nameof(AwsEnvironment))]
public sealed class EndpointTests : IAsyncDisposable
{
    private readonly AwsEnvironment _environment = new();
    private readonly StubStore _stub = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private S3BackendOptions Unnamed => _stub.Options with { EndpointUrl = null };

    private string Server => _stub.Options.EndpointUrl!.AbsoluteUri;

    public ValueTask DisposeAsync()
    {
        _environment.Dispose();
        return _stub.DisposeAsync();
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL_S3")]
    [InlineData("AWS_ENDPOINT_URL")]
    public async Task The_server_of_the_environment_is_treated_as_one_that_was_named(string variable)
    {
        _environment.Set(variable, Server);

        using var backend = new S3Backend(Unnamed);
        Assert.True(await backend.CreateAsync("a", "content"u8.ToArray(), Stop));

        using var named = new S3Backend(_stub.Options);
        Assert.Equal(named.Location, backend.Location);
        // Which servers other than AWS do not take.
        Assert.All(_stub.Requests, request => Assert.Null(request.Header("x-amz-trailer")));
    }

    [Fact]
    public void The_server_of_S3_goes_before_that_of_all_services()
    {
        _environment.Set("AWS_ENDPOINT_URL", "https://all.example.com");
        _environment.Set("AWS_ENDPOINT_URL_S3", "https://s3.example.com");

        using var backend = new S3Backend(Unnamed);

        Assert.Equal("s3://bucket/state at s3.example.com", backend.Location);
    }

    [Fact]
    public void The_server_of_a_profile_is_taken()
    {
        using var backend = new S3Backend(Unnamed with { ProfileName = "minio" });

        Assert.Equal("s3://bucket/state at minio.example.com", backend.Location);
    }

    [Fact]
    public void A_server_that_was_named_goes_before_all_and_none_is_looked_for_where_that_is_switched_off()
    {
        _environment.Set("AWS_ENDPOINT_URL", "https://all.example.com");
        using var named = new S3Backend(_stub.Options);
        _environment.Set("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
        using var unnamed = new S3Backend(Unnamed);

        Assert.Equal($"s3://bucket/state at {_stub.Options.EndpointUrl!.Authority}", named.Location);
        Assert.Equal("s3://bucket/state", unnamed.Location);
    }

    [Fact]
    public void What_is_no_address_is_refused()
    {
        _environment.Set("AWS_ENDPOINT_URL_S3", "minio.example.com:9000");

        var error = Assert.Throws<ReleaseManagerException>(() => new S3Backend(Unnamed));

        Assert.Equal("BackendOptionsWrong", error.ErrorId);
    }
}
