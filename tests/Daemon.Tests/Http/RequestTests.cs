using System.Net;
using System.Text;
using ReleaseManager.Daemon.Http;
using Xunit;

namespace ReleaseManager.Daemon.Tests.Http;

public sealed class RequestTests : IAsyncDisposable
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private readonly ServerStage _stage = new();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("BREW")]
    [InlineData("get")]
    public async Task Only_reading_is_served(string method)
    {
        var reply = await AskAsync($"{method} /livez HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody");
        Assert.StartsWith("HTTP/1.1 405 ", reply, StringComparison.Ordinal);
        Assert.Contains("\r\nAllow: GET, HEAD\r\n", reply, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 5")]
    [InlineData("Transfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: identity")]
    [InlineData("Content-Length: 0\r\nTransfer-Encoding: chunked")]
    [InlineData("Content-Length: many")]
    public async Task A_body_is_refused(string headers)
    {
        var reply = await AskAsync($"GET /livez HTTP/1.1\r\nHost: x\r\n{headers}\r\n\r\nhello");
        Assert.StartsWith("HTTP/1.1 413 ", reply, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", reply, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /livez HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400)]
    [InlineData("GET /livez HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", 400)]
    [InlineData("GET /livez HTTP/1.1\r\nHost : a\r\n\r\n", 400)]
    [InlineData("GET /livez HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", 400)]
    [InlineData("GET /livez HTTP/1.1\r\nHost: a\0\r\n\r\n", 400)]
    [InlineData("GET  /livez HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [InlineData("GET livez HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [InlineData("GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [InlineData("GET http://a/livez HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [InlineData("GET /livez\r\n\r\n", 400)]
    [InlineData("\r\n\r\n", 400)]
    [InlineData("\u0016\u0003\u0001 TLS\r\n\r\n", 400)]
    [InlineData("GET /livez HTTP/2.0\r\nHost: a\r\n\r\n", 505)]
    [InlineData("GET /livez HTTP/1.0\r\n\r\n", 200)]
    [InlineData("GET /livez?a=b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 200)]
    [InlineData("GET /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", 200)]
    public async Task A_head_is_plain_or_refused(string request, int status) =>
        Assert.StartsWith($"HTTP/1.1 {status} ", await AskAsync(request), StringComparison.Ordinal);

    [Theory]
    [InlineData("/../livez")]
    [InlineData("/./livez")]
    [InlineData("//livez")]
    [InlineData("/livez/")]
    [InlineData("/%6civez")]
    [InlineData("/%2e%2e/livez")]
    [InlineData("/..%2flivez")]
    [InlineData("/..\\livez")]
    [InlineData("/livez%00")]
    [InlineData("/assets/")]
    [InlineData("/assets/../assets/app.js")]
    [InlineData("/assets/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/assets/..%5c..%5cetc%5cpasswd")]
    [InlineData("/index.html")]
    [InlineData("/api")]
    [InlineData("/api/")]
    [InlineData("/api/snapshots/")]
    [InlineData("/api/snapshots/..")]
    [InlineData("/api/snapshots/999999999999999999999")]
    [InlineData("/api/releases/../../etc/passwd")]
    [InlineData("/api/releases/a")]
    [InlineData("/api/diff?from=%00&to=..")]
    [InlineData("/debug/pprof")]
    [InlineData("/favicon.ico")]
    public async Task A_path_that_names_nothing_is_not_found(string path)
    {
        var reply = await AskAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 404 ", reply, StringComparison.Ordinal);
        Assert.DoesNotContain("passwd", reply, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/livez\0")]
    [InlineData("/livez\t")]
    [InlineData("/liv\u00e9z")]
    [InlineData("/livez#part")]
    public async Task A_path_that_is_none_is_refused(string path) =>
        Assert.StartsWith(
            "HTTP/1.1 400 ",
            await AskAsync($"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_path_that_is_too_long_is_refused() =>
        Assert.StartsWith(
            "HTTP/1.1 414 ",
            await AskAsync($"GET /{new string('a', 4000)} HTTP/1.1\r\nHost: x\r\n\r\n"),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_head_that_is_too_long_is_refused_and_the_client_sees_why() =>
        Assert.StartsWith(
            "HTTP/1.1 431 ",
            await AskAsync($"GET / HTTP/1.1\r\nHost: x\r\nCookie: {new string('a', 100_000)}\r\n\r\n"),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task What_is_asked_in_one_go_is_answered_in_order()
    {
        var replies = await AskAsync(
            "GET /livez HTTP/1.1\r\nHost: x\r\n\r\nHEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
                + "GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\nGET /livez HTTP/1.1\r\nHost: x\r\n\r\n"
        );
        Assert.Equal(["200", "200", "404"], replies.Split("HTTP/1.1 ").Skip(1).Select(reply => reply[..3]));
    }

    [Fact]
    public async Task A_head_that_comes_in_bytes_is_read()
    {
        using var client = await _stage.ConnectAsync();
        foreach (var one in "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        {
            await client.SendAsync(Encoding.ASCII.GetBytes([one]), Stop);
        }

        Assert.StartsWith("HTTP/1.1 200 ", await ServerStage.ReadAllAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_head_is_sent_where_only_that_is_wanted()
    {
        var whole = await AskAsync("GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        var head = await AskAsync("HEAD /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.EndsWith("\r\n\r\nok\n", whole, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Length: 3\r\n", head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/assets/app.js")]
    [InlineData("/livez")]
    [InlineData("/metrics")]
    [InlineData("/releases")]
    [InlineData("/nothing")]
    public async Task Every_answer_ties_the_browser_s_hands(string path)
    {
        using var reply = await _stage.Client.GetAsync(new Uri(path, UriKind.Relative), Stop);
        Assert.Equal(ReplyHead.ContentPolicy, Header("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none';", ReplyHead.ContentPolicy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", ReplyHead.ContentPolicy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal("DENY", Header("X-Frame-Options"));
        Assert.Equal("no-referrer", Header("Referrer-Policy"));
        Assert.True(reply.Headers.CacheControl?.NoStore);
        Assert.False(reply.Headers.Contains("Server"));

        string Header(string name) => Assert.Single(reply.Headers.GetValues(name));
    }

    [Fact]
    public async Task A_name_that_anyone_may_own_gets_no_data_without_a_token()
    {
        Assert.Equal(HttpStatusCode.MisdirectedRequest, await StatusAsync("/releases", "evil.example"));
        Assert.Equal(
            HttpStatusCode.MisdirectedRequest,
            await StatusAsync("/api/status", "releasemanager.svc.evil.example:8080")
        );
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/healthz", "evil.example"));
        foreach (
            var host in (string[])
                ["localhost:8080", "10.1.2.3", "[fd00::1]:8080", "rm", "rm.ops.svc", "rm.ops.svc.cluster.local:80"]
        )
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync("/releases", host));
        }
    }

    [Fact]
    public async Task A_name_that_was_allowed_gets_data()
    {
        await using var stage = new ServerStage
        {
            Options = new() { Listen = "127.0.0.1:0", AllowedHosts = ["rm.example.com"] },
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/releases")
        {
            Headers = { Host = "RM.example.com" },
        };
        using var reply = await stage.Client.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
    }

    private async Task<HttpStatusCode> StatusAsync(string path, string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
        using var reply = await _stage.Client.SendAsync(request, Stop);
        return reply.StatusCode;
    }

    private Task<string> AskAsync(string request) => _stage.SendRawAsync(request);
}
