using System.Net;
using System.Net.Http.Headers;
using ReleaseManager.Contracts;
using Xunit;

namespace ReleaseManager.Daemon.Tests.Http;

public sealed class TokenTests : IAsyncDisposable
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly ServerStage _stage;

    public TokenTests()
    {
        File.WriteAllText(_folder.Below("token"), "open-sesame\n");
        _stage = new ServerStage
        {
            Time = _time,
            Options = new() { Listen = "127.0.0.1:0", TokenFile = _folder.Below("token") },
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("/livez")]
    [InlineData("/readyz")]
    [InlineData("/healthz")]
    [InlineData("/metrics")]
    [InlineData("/")]
    [InlineData("/assets/app.js")]
    [InlineData("/assets/style.css")]
    public async Task Health_metrics_and_the_empty_page_need_none(string path) =>
        Assert.Equal(HttpStatusCode.OK, await AskAsync(path, null));

    [Theory]
    [InlineData("/releases")]
    [InlineData("/debug/vars")]
    [InlineData("/api/status")]
    [InlineData("/api/snapshots")]
    public async Task Data_needs_it(string path)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(path, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(path, "Bearer"));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(path, "Bearer open-sesam"));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(path, "Bearer open-sesame1"));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(path, "Basic open-sesame"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(path, "Bearer open-sesame"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(path, "bearer open-sesame"));
    }

    [Theory]
    [InlineData("/api/snapshots/1")]
    [InlineData("/api/releases/shop/web")]
    [InlineData("/api/diff?from=1&to=2")]
    public async Task Nor_does_anyone_learn_without_it_what_is_there(string path) =>
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(path, null));

    [Fact]
    public async Task Who_lacks_it_is_told_how_to_send_it()
    {
        using var reply = await _stage.Client.GetAsync("releases", Stop);
        Assert.Equal(
            new AuthenticationHeaderValue("Bearer", "realm=\"releasemanager\""),
            Assert.Single(reply.Headers.WwwAuthenticate)
        );
        Assert.DoesNotContain("sesame", await reply.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_token_counts_and_the_old_one_no_more()
    {
        Assert.Equal(HttpStatusCode.OK, await AskAsync("/releases", "Bearer open-sesame"));
        await File.WriteAllTextAsync(_folder.Below("token"), "new-word", Stop);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await AskAsync("/releases", "Bearer new-word"));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync("/releases", "Bearer open-sesame"));
    }

    [Fact]
    public async Task A_link_that_is_turned_brings_a_new_token()
    {
        await File.WriteAllTextAsync(_folder.Below("next"), "turned", Stop);
        File.Delete(_folder.Below("token"));
        File.CreateSymbolicLink(_folder.Below("token"), _folder.Below("next"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync("/releases", "Bearer turned"));
        await File.WriteAllTextAsync(_folder.Below("later"), "again!", Stop);
        File.Delete(_folder.Below("token"));
        File.CreateSymbolicLink(_folder.Below("token"), _folder.Below("later"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await AskAsync("/releases", "Bearer again!"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("two words")]
    public async Task A_file_that_went_bad_admits_nobody(string? content)
    {
        Assert.Equal(HttpStatusCode.OK, await AskAsync("/releases", "Bearer open-sesame"));
        File.Delete(_folder.Below("token"));
        if (content is not null)
        {
            await File.WriteAllTextAsync(_folder.Below("token"), content, Stop);
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync("/releases", "Bearer open-sesame"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync("/releases", null));
        Assert.Equal(HttpStatusCode.OK, await AskAsync("/healthz", null));
    }

    [Fact]
    public async Task A_file_that_is_missing_at_the_start_is_wrong_usage()
    {
        await using var stage = new ServerStage
        {
            Options = new() { Listen = "127.0.0.1:0", TokenFile = _folder.Below("no-such-file") },
        };
        var error = Assert.Throws<ReleaseManagerException>(() => stage.Server);
        Assert.Equal("TokenFileUnusable", error.ErrorId);
        Assert.Equal(ErrorKind.Usage, error.Kind);
    }

    private async Task<HttpStatusCode> AskAsync(string path, string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var reply = await _stage.Client.SendAsync(request, Stop);
        return reply.StatusCode;
    }
}
