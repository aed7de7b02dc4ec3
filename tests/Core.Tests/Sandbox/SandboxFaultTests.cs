using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Sandbox;

/// <summary>What tests can make go wrong, and what they can ask about requests.</summary>
public sealed class SandboxFaultTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>, IDisposable
{
    private readonly HttpClient _client = WatchedClient(fixture.Cluster);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Throttled_requests_say_when_to_come_again_and_only_so_many_are()
    {
        fixture.Cluster.Faults.Throttle(2, TimeSpan.FromSeconds(3), request => request.Resource == "secrets");
        using var first = await _client.GetAsync("api/v1/secrets", Stop);
        using var other = await _client.GetAsync("api/v1/configmaps", Stop);
        using var second = await _client.GetAsync("api/v1/secrets", Stop);
        using var third = await _client.GetAsync("api/v1/secrets", Stop);
        Assert.Equal(HttpStatusCode.TooManyRequests, first.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(3), first.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
    }

    [Fact]
    public async Task A_dropped_request_does_nothing_and_a_dropped_answer_is_a_deed_done()
    {
        fixture.Cluster.Faults.Drop(1, request => request.Verb == "create");
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync("dropped"));
        Assert.False(Exists("dropped"));

        fixture.Cluster.Faults.DropAnswer(1, request => request.Verb == "create");
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync("unanswered"));
        Assert.True(Exists("unanswered"));

        fixture.Cluster.Faults.Fail(1, 503, request => request.Verb == "create");
        using var failed = await PostAsync("failed");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, failed.StatusCode);
        Assert.False(Exists("failed"));
    }

    [Fact]
    public async Task An_answer_can_break_off_or_be_anothers()
    {
        fixture.Cluster.Faults.CutAnswer(1);
        await Assert.ThrowsAsync<HttpRequestException>(() => _client.GetStringAsync("api/v1/secrets", Stop));
        fixture.Cluster.Faults.Answer(1, "{}");
        Assert.Equal("{}", await _client.GetStringAsync("api/v1/secrets", Stop));
        Assert.Contains("SecretList", await _client.GetStringAsync("api/v1/secrets", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Something_can_happen_before_a_request()
    {
        using var own = fixture.Cluster.CreateClient();
        fixture.Cluster.Faults.Before(
            1,
            async (_, stop) =>
            {
                using var content = Content("in-between");
                using var created = await own.PostAsync("api/v1/namespaces/default/configmaps", content, stop);
                Assert.Equal(HttpStatusCode.Created, created.StatusCode);
            },
            request => request.Verb == "list"
        );
        var list = await _client.GetStringAsync("api/v1/namespaces/default/configmaps", Stop);
        Assert.Contains("in-between", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_are_logged_without_bodies()
    {
        fixture.Cluster.ClearRequests();
        using var answer = await PostAsync("logged");
        await _client.GetStringAsync("apis/apps/v1/namespaces/default/deployments?limit=5", Stop);
        using var own = fixture.Cluster.CreateClient();
        await own.GetStringAsync("api/v1/secrets", Stop);
        var requests = fixture.Cluster.Requests;
        Assert.Equal(2, requests.Count);
        Assert.Equal(("create", "configmaps", "default", 201), Shown(requests[0]));
        Assert.Equal(("list", "deployments", "default", 200), Shown(requests[1]));
        Assert.Equal(("apps", "?limit=5"), (requests[1].Group, requests[1].Query));

        static (string, string, string?, int) Shown(SandboxRequest request) =>
            (request.Verb, request.Resource, request.Namespace, request.StatusCode);
    }

    [Fact]
    public async Task Without_the_token_nothing_is_told()
    {
        using var stranger = WatchedClient(fixture.Cluster);
        stranger.DefaultRequestHeaders.Authorization = null;
        using var answer = await stranger.GetAsync("api/v1/secrets", Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        var status = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!;
        Assert.Equal("Unauthorized", status["reason"]!.ToString());
    }

    public void Dispose()
    {
        fixture.Cluster.Faults.Clear();
        _client.Dispose();
    }

    private static HttpClient WatchedClient(SandboxCluster cluster)
    {
        var client = cluster.CreateClient();
        client.DefaultRequestHeaders.Remove("X-Sandbox-Unwatched");
        return client;
    }

    private static StringContent Content(string name) =>
        new(
            $$"""{"apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "{{name}}" } }""",
            Encoding.UTF8,
            "application/json"
        );

    private async Task<HttpResponseMessage> PostAsync(string name)
    {
        using var content = Content(name);
        return await _client.PostAsync("api/v1/namespaces/default/configmaps", content, Stop);
    }

    private bool Exists(string name) =>
        fixture.Cluster.Dump().Any(json => json["metadata"]!["name"]!.ToString() == name);
}
