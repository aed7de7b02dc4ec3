using ReleaseManager.Contracts;
using ReleaseManager.Core.Backends;
using ReleaseManager.S3.Tests.Stub;
using Xunit;

namespace ReleaseManager.S3.Tests.Credentials;

/// <summary>Whose right is used, and what is said where nobody's is to be found.</summary>
[Collection(nameof(AwsEnvironment))]
public sealed class CredentialTests : IAsyncDisposable
{
    private readonly AwsEnvironment _environment = new();
    private readonly StubStore _stub = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private S3BackendOptions NoKeys => _stub.Options with { AccessKey = null, SecretKey = null, SessionToken = null };

    public ValueTask DisposeAsync()
    {
        _environment.Dispose();
        return _stub.DisposeAsync();
    }

    [Fact]
    public async Task Keys_that_were_given_go_before_all_others()
    {
        SetKeys();
        Assert.Equal(("STUBACCESSKEY0000001", "us-east-1"), await SignedByAsync(_stub.Options));
    }

    [Fact]
    public async Task Without_keys_those_of_the_environment_and_its_region_are_used()
    {
        SetKeys();
        _environment.Set("AWS_REGION", "eu-north-1");
        Assert.Equal(("ENVIRONMENTKEY000001", "eu-north-1"), await SignedByAsync(NoKeys));
        Assert.Equal(("ENVIRONMENTKEY000001", "eu-west-3"), await SignedByAsync(NoKeys with { Region = "eu-west-3" }));
    }

    [Fact]
    public async Task A_region_of_the_environment_counts_as_it_is_now()
    {
        SetKeys();
        Assert.Equal("us-east-1", (await SignedByAsync(NoKeys)).Region);
        _environment.Set("AWS_DEFAULT_REGION", "eu-west-2");
        Assert.Equal("eu-west-2", (await SignedByAsync(NoKeys)).Region);
        _environment.Set("AWS_REGION", "eu-north-1");
        Assert.Equal("eu-north-1", (await SignedByAsync(NoKeys)).Region);
        _environment.Set("AWS_REGION", null);
        _environment.Set("AWS_DEFAULT_REGION", null);
        _environment.Set("AWS_PROFILE", "keys");
        Assert.Equal("eu-central-1", (await SignedByAsync(NoKeys)).Region);
    }

    [Fact]
    public async Task A_profile_brings_its_keys_and_its_region()
    {
        SetKeys();
        Assert.Equal(
            ("PROFILEKEY0000000001", "eu-central-1"),
            await SignedByAsync(NoKeys with { ProfileName = "keys" })
        );
    }

    [Fact]
    public async Task A_profile_may_assume_a_role()
    {
        await using var tokens = new StubServer(_ => Task.FromResult(new StubAnswer(200, AssumedRole)));
        _environment.Set("AWS_ENDPOINT_URL_STS", tokens.Endpoint.AbsoluteUri);
        Assert.Equal(("ASSUMEDKEY0000000001", "us-east-1"), await SignedByAsync(NoKeys with { ProfileName = "role" }));
        Assert.Single(tokens.Requests);
    }

    [Fact]
    public async Task A_role_that_may_not_be_assumed_any_longer_has_expired()
    {
        await using var tokens = new StubServer(_ =>
            Task.FromResult(
                new StubAnswer(
                    403,
                    "<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>expired</Message></Error></ErrorResponse>"
                )
            )
        );
        _environment.Set("AWS_ENDPOINT_URL_STS", tokens.Endpoint.AbsoluteUri);
        await FailsAsync("BackendCredentialsExpired", NoKeys with { ProfileName = "role" });
    }

    [Fact]
    public async Task A_profile_that_needs_a_login_says_so()
    {
        var error = await FailsAsync("BackendCredentialsMissing", NoKeys with { ProfileName = "sso" });
        Assert.Contains("aws sso login", error.Advice, StringComparison.Ordinal);

        // The SDK loads what it needs for SSO by name, and has found it.
        Assert.Contains("SSO Token", error.InnerException!.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_profile_that_is_not_there_is_an_error() =>
        await FailsAsync("BackendCredentialsMissing", NoKeys with { ProfileName = "nobody" });

    [Fact]
    public async Task Without_any_credentials_it_says_how_to_give_some()
    {
        var error = await FailsAsync("BackendCredentialsMissing", NoKeys);
        Assert.Contains("AWS_ACCESS_KEY_ID", error.Advice, StringComparison.Ordinal);
        Assert.Empty(_stub.Requests);
    }

    [Fact]
    public async Task Credentials_that_come_later_are_found_by_the_same_backend()
    {
        using var backend = new S3Backend(NoKeys);
        await Assert.ThrowsAsync<BackendException>(() => backend.ReadAsync("a", Stop));
        SetKeys();
        Assert.Null(await backend.ReadAsync("a", Stop));
    }

    [Fact]
    public async Task An_instance_that_does_not_answer_is_given_up()
    {
        await using var silent = new StubServer(_ =>
            Task.FromResult(new StubAnswer(200) { Mishap = StubMishap.Silence })
        );
        _environment.Set("AWS_EC2_METADATA_DISABLED", "false");
        _environment.Set("AWS_EC2_METADATA_SERVICE_ENDPOINT", silent.Endpoint.AbsoluteUri);
        using var backend = new S3Backend(NoKeys, new ManualTime { SkipUpTo = TimeSpan.FromSeconds(15) });
        var error = await Assert.ThrowsAsync<BackendException>(() => backend.ReadAsync("a", Stop));
        Assert.Equal("BackendCredentialsMissing", error.ErrorId);
    }

    private const string AssumedRole = """
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
        <AccessKeyId>ASSUMEDKEY0000000001</AccessKeyId><SecretAccessKey>assumed</SecretAccessKey>
        <SessionToken>assumed</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>
        </Credentials></AssumeRoleResult></AssumeRoleResponse>
        """;

    private void SetKeys()
    {
        _environment.Set("AWS_ACCESS_KEY_ID", "ENVIRONMENTKEY000001");
        _environment.Set("AWS_SECRET_ACCESS_KEY", "secret-of-the-environment");
    }

    /// <summary>Key and region by which a request is signed.</summary>
    private async Task<(string Key, string Region)> SignedByAsync(S3BackendOptions options)
    {
        using var backend = new S3Backend(options);
        Assert.Null(await backend.ReadAsync("a", Stop));
        var scope = _stub.Requests[^1].Header("Authorization")!.Split("Credential=")[1].Split('/');
        return (scope[0], scope[2]);
    }

    private static Task<BackendException> FailsAsync(string errorId, S3BackendOptions options) =>
        BackendErrors.FailsAsync(errorId, options, backend => backend.ReadAsync("a", Stop));
}
