using Microsoft.AspNetCore.Http;
using ReleaseManager.Core.Clusters;
using Xunit;

namespace ReleaseManager.Core.Tests.Clusters;

/// <summary>A kubeconfig's <c>proxy-url</c>, by a real proxy.</summary>
public sealed class ProxyTests : IDisposable
{
    private readonly TestAuthority _authority = TestAuthority.Create();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    [InlineData("socks5")]
    public async Task The_cluster_is_reached_through_it_even_on_this_machine(string scheme)
    {
        await using var proxy = SmallProxy.Start(
            scheme,
            scheme == "https" ? _authority.IssueServer("proxy", true) : null
        );

        await AskThroughAsync(proxy);
    }

    [Fact]
    public async Task A_proxy_that_nobody_vouches_for_is_refused_over_tls()
    {
        using var other = TestAuthority.Create(name: "another CA");
        await using var proxy = SmallProxy.Start("https", other.IssueServer("proxy", true));

        await Assert.ThrowsAsync<ClusterConnectionException>(() => AskThroughAsync(proxy));

        Assert.Empty(proxy.Asked);
    }

    [Fact]
    public async Task A_proxy_that_is_away_is_an_error_that_ends()
    {
        var proxy = SmallProxy.Start("http");
        await proxy.DisposeAsync();

        await Assert.ThrowsAsync<ClusterConnectionException>(() => AskThroughAsync(proxy));
    }

    private async Task AskThroughAsync(SmallProxy proxy)
    {
        await using var api = await LoopbackApi.StartAsync(
            context => context.Response.WriteAsync("{}"),
            _authority.IssueServer("a", true)
        );
        var access = api.Secure(_authority.Pem, change: c => c with { ProxyUrl = proxy.Address.OriginalString });
        using var client = new KubeClient(access, new KubeClientOptions { MaxRetries = 0 });

        await client.GetAsync(new ResourceAddress(KnownResources.Secrets, "shop", "web"), Stop);

        Assert.Equal("HTTP/2", Assert.Single(api.Requests).Protocol);
        Assert.Equal($"{api.Server.Host}:{api.Server.Port}", Assert.Single(proxy.Asked));
    }
}
