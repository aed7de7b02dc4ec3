using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Clusters.Config;
using Xunit;

namespace ReleaseManager.Core.Tests.Clusters;

/// <summary>Whom requests act as: the kubeconfig's word, and what a command line says over it.</summary>
public sealed class ImpersonationTests
{
    private static readonly ResourceAddress Web = new(KnownResources.Secrets, "shop", "web");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_named_goes_into_each_request()
    {
        await using var api = await LoopbackApi.StartAsync(context => context.Response.WriteAsync("{}"));
        using var client = new KubeClient(api.Access.As("keeper", "7", ["CN=b,OU=c"]));

        await client.GetAsync(Web, Stop);

        var headers = Assert.Single(api.Requests).Headers;
        Assert.Equal("keeper", headers["Impersonate-User"]);
        Assert.Equal("7", headers["Impersonate-Uid"]);
        Assert.Equal("CN=b,OU=c", headers["Impersonate-Group"]);
    }

    [Fact]
    public void What_is_not_given_stays_as_the_kubeconfig_says()
    {
        var extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["why"] = ["because"] };
        var access = ClusterAccess.To(new Uri("https://127.0.0.1")) with
        {
            User = new UserEntry { Impersonation = new Impersonation("admin", "7", ["admins"], extra) },
        };

        Assert.Same(access, access.As(null, null, []));
        var other = access.As("keeper", null, []).ActsAs!;
        Assert.Equal(("keeper", "7", "admins"), (other.User, other.Uid, other.Groups[0]));
        Assert.Equal("because", other.Extra["why"][0]);
        var grouped = access.As(null, null, ["readers"]).ActsAs!;
        Assert.Equal(("admin", "readers"), (grouped.User, Assert.Single(grouped.Groups)));
        Assert.Contains(
            "\"as\":\"keeper\"",
            KubeConfigText.Of(access.As("keeper", null, [])),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Each_of_several_groups_and_values_has_a_line_of_its_own()
    {
        await using var api = RawApi.Start();
        var extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["example.com/scope"] = ["x", "y"],
            ["none"] = [],
        };
        var access = ClusterAccess.To(api.Server) with
        {
            User = new UserEntry { Impersonation = new Impersonation("keeper", "7", ["CN=b,OU=c", "Küche"], extra) },
        };
        using var client = new KubeClient(access);

        for (var turn = 0; turn < 2; turn++)
        {
            await client.GetAsync(Web, Stop);
            Assert.Equal(
                [
                    "Impersonate-User: keeper",
                    "Impersonate-Uid: 7",
                    "Impersonate-Group: CN=b,OU=c",
                    "Impersonate-Group: K\u00c3\u00bcche",
                    "Impersonate-Extra-example.com%2Fscope: x",
                    "Impersonate-Extra-example.com%2Fscope: y",
                ],
                api.Lines(turn, "Impersonate-")
            );
        }

        Assert.Equal(1, api.Connections);
        Assert.DoesNotContain('\u00ff', api.Requests[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    public async Task A_body_is_not_touched(int length)
    {
        await using var api = RawApi.Start();
        using var client = new KubeClient(ClusterAccess.To(api.Server).As("keeper", null, ["readers", "writers"]));
        var body = new JsonObject { ["text"] = string.Concat(Enumerable.Repeat("Impersonate-Group: ÿ ", length)) };

        await client.ReplaceAsync(Web, body, WriteOptions.Default, Stop);
        await client.GetAsync(Web, Stop);

        Assert.Equal(((string?)body["text"])!, (string?)JsonNode.Parse(Encoding.Latin1.GetBytes(api.Body(0)))!["text"]);
        Assert.Equal(["Impersonate-Group: readers", "Impersonate-Group: writers"], api.Lines(0, "Impersonate-Group"));
        Assert.Equal(["Impersonate-Group: readers", "Impersonate-Group: writers"], api.Lines(1, "Impersonate-Group"));
    }

    [Theory]
    [InlineData("HTTP/2", "readers")]
    [InlineData("HTTP/1.1", "readers", "writers")]
    public async Task Over_tls_and_through_a_proxy_they_arrive_as_well(string protocol, params string[] groups)
    {
        using var authority = TestAuthority.Create();
        await using var proxy = SmallProxy.Start("http");
        await using var api = await LoopbackApi.StartAsync(
            context => context.Response.WriteAsync("{}"),
            authority.IssueServer("a", true)
        );
        var access = api.Secure(authority.Pem, change: c => c with { ProxyUrl = proxy.Address.OriginalString });
        using var client = new KubeClient(access.As("keeper", null, groups));

        await client.GetAsync(Web, Stop);

        var request = Assert.Single(api.Requests);
        Assert.Equal(protocol, request.Protocol);
        Assert.Equal(string.Join(',', groups), request.Headers["Impersonate-Group"]);
        Assert.Single(proxy.Asked);
    }

    [Fact]
    public async Task A_watch_tells_each_change_when_it_comes()
    {
        using var seenFirst = new SemaphoreSlim(0);
        await using var api = await LoopbackApi.StartAsync(async context =>
        {
            await context.Response.WriteAsync("""{"type":"ADDED","object":{"metadata":{"name":"a"}}}""" + "\n");
            await context.Response.Body.FlushAsync();
            await seenFirst.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("""{"type":"ADDED","object":{"metadata":{"name":"b"}}}""" + "\n");
        });
        using var client = new KubeClient(api.Access.As("keeper", null, ["readers", "writers"]));
        List<string> seen = [];

        await foreach (var change in client.WatchAsync(KnownResources.Secrets, null, new WatchOptions(), Stop))
        {
            seen.Add(change.Changed.Name);
            seenFirst.Release();
        }

        Assert.Equal(["a", "b"], seen);
    }

    [Theory]
    [InlineData("keeper\r\nX-Remote-User: root", null, "readers")]
    [InlineData("keeper", "7\n", "readers")]
    [InlineData("keeper", null, "a\0b")]
    public void A_name_that_would_begin_a_header_of_its_own_is_refused(string user, string? uid, string group)
    {
        var access = ClusterAccess.To(new Uri("https://127.0.0.1")).As(user, uid, [group]);

        var error = Assert.Throws<KubeConfigException>(() => new KubeClient(access));

        Assert.Equal("ImpersonationNotSendable", error.ErrorId);
        Assert.StartsWith("Impersonate-", error.Target, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("7", null)]
    [InlineData(null, "readers")]
    public void A_group_or_a_uid_of_nobody_is_refused(string? uid, string? group)
    {
        var access = ClusterAccess.To(new Uri("https://127.0.0.1"));

        var error = Assert.Throws<KubeConfigException>(() => access.As(null, uid, group is null ? [] : [group]));

        Assert.Equal("ImpersonatedUserMissing", error.ErrorId);
        Assert.Contains("--as", error.Advice, StringComparison.Ordinal);
    }
}
