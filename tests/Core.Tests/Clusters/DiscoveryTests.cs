using Microsoft.AspNetCore.Http;
using ReleaseManager.Contracts;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Clusters;

public sealed class DiscoveryTests : IDisposable
{
    private readonly Contracts.TemporaryFolder _folder = new();
    private readonly ManualTime _time = new() { SkipUpTo = TimeSpan.FromSeconds(10) };
    private readonly Dictionary<string, string> _served = new(StringComparer.Ordinal)
    {
        ["/api"] = """{"kind":"APIVersions","versions":["v1"]}""",
        ["/api/v1"] = """
            {"kind":"APIResourceList","groupVersion":"v1","resources":[
              {"name":"pods","namespaced":true,"kind":"Pod","verbs":["get","list"]},
              {"name":"pods/log","namespaced":true,"kind":"Pod","verbs":["get"]},
              {"name":"namespaces","namespaced":false,"kind":"Namespace","verbs":["get"]}]}
            """,
        ["/apis"] = """
            {"kind":"APIGroupList","groups":[
              {"name":"autoscaling","versions":[{"groupVersion":"autoscaling/v1","version":"v1"},{"groupVersion":"autoscaling/v2","version":"v2"}],
               "preferredVersion":{"groupVersion":"autoscaling/v2","version":"v2"}},
              {"name":"metrics.k8s.io","versions":[{"groupVersion":"metrics.k8s.io/v1beta1","version":"v1beta1"}],
               "preferredVersion":{"groupVersion":"metrics.k8s.io/v1beta1","version":"v1beta1"}}]}
            """,
        ["/apis/autoscaling/v1"] = Autoscaler("v1"),
        ["/apis/autoscaling/v2"] = Autoscaler("v2"),
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_group_without_its_server_hides_no_other()
    {
        await using var api = await StartAsync();
        using var client = new KubeClient(api.Access, null, _time);
        var catalog = await client.DiscoverAsync(refresh: false, Stop);
        Assert.Equal("pods", catalog.Find("", "v1", "Pod")?.Plural);
        Assert.False(catalog.Find("", "v1", "Namespace")!.Namespaced);
        Assert.Equal(["v2", "v1"], catalog.FindKind("autoscaling", "HorizontalPodAutoscaler").Select(r => r.Version));
        Assert.Equal("v2", catalog.Preferred("autoscaling", "HorizontalPodAutoscaler")?.Version);
        Assert.Equal(["metrics.k8s.io/v1beta1"], catalog.Unavailable.Keys);
        var error = Assert.Throws<KubeApiException>(() => catalog.Require("metrics.k8s.io", "v1beta1", "NodeMetrics"));
        Assert.True(error.PassesByItself);
        Assert.Contains("metrics.k8s.io/v1beta1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_discovered_is_remembered_until_asked_anew()
    {
        _served["/apis/metrics.k8s.io/v1beta1"] = """{"resources":[]}""";
        await using var api = await StartAsync();
        using var client = new KubeClient(api.Access, null, _time);
        var first = await client.DiscoverAsync(refresh: false, Stop);
        var count = api.Requests.Count;
        Assert.Same(first, await client.DiscoverAsync(refresh: false, Stop));
        Assert.Equal(count, api.Requests.Count);

        _served["/api/v1"] = """{"resources":[{"name":"news","namespaced":true,"kind":"New","verbs":[]}]}""";
        Assert.Null(first.Find("", "v1", "New"));
        Assert.NotNull((await client.DiscoverAsync(refresh: true, Stop)).Find("", "v1", "New"));
        Assert.Equal(count * 2, api.Requests.Count);
    }

    [Fact]
    public async Task A_kind_that_is_not_served_is_answered_with_the_versions_that_are()
    {
        await using var api = await StartAsync();
        using var client = new KubeClient(api.Access, null, _time);
        var catalog = await client.DiscoverAsync(refresh: false, Stop);
        var error = Assert.Throws<KubeApiException>(() =>
            catalog.Require("autoscaling", "v2beta2", "HorizontalPodAutoscaler")
        );
        Assert.Equal("It serves HorizontalPodAutoscaler as autoscaling/v2, autoscaling/v1.", error.Advice);
        Assert.False(error.PassesByItself);
    }

    [Fact]
    public async Task A_cluster_that_refuses_discovery_altogether_is_an_error()
    {
        await using var api = await LoopbackApi.StartAsync(context =>
        {
            context.Response.StatusCode = 403;
            return Task.CompletedTask;
        });
        using var client = new KubeClient(api.Access, null, _time);
        var error = await Assert.ThrowsAsync<KubeApiException>(() => client.DiscoverAsync(refresh: false, Stop));
        Assert.True(error.IsForbidden);
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("v2beta1")]
    public async Task What_is_told_at_once_takes_two_requests_and_says_the_same(string version)
    {
        await using var plain = await SandboxCluster.StartAsync(null, Stop);
        await using var told = await SandboxCluster.StartAsync(
            new SandboxOptions { AggregatedDiscovery = version },
            Stop
        );
        using var one = new KubeClient(KubeConfig.Load(plain.WriteKubeconfig(_folder.Below("a")), null));
        using var other = new KubeClient(KubeConfig.Load(told.WriteKubeconfig(_folder.Below("b")), null));

        var piecemeal = await one.DiscoverAsync(refresh: false, Stop);
        var atOnce = await other.DiscoverAsync(refresh: false, Stop);

        Assert.Equal(piecemeal.Resources.Select(Text).Order(), atOnce.Resources.Select(Text).Order());
        Assert.Equal(2, other.Requests.Snapshot()["DISCOVER"]);
        Assert.True(one.Requests.Snapshot()["DISCOVER"] > 2);

        static string Text(ApiResource resource) =>
            $"{resource.ApiVersion} {resource.Kind} {resource.Plural} {resource.Namespaced} {string.Join(',', resource.Verbs)}";
    }

    [Fact]
    public async Task What_is_told_at_once_names_groups_whose_server_is_away_and_no_subresources()
    {
        _served["/apis"] = """
            {"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2","metadata":{},"items":[
              {"metadata":{"name":"autoscaling"},"versions":[
                {"version":"v2","freshness":"Current","resources":[
                  {"resource":"horizontalpodautoscalers","scope":"Namespaced","verbs":["get"],
                   "responseKind":{"group":"","version":"","kind":"HorizontalPodAutoscaler"},
                   "subresources":[{"subresource":"status","verbs":["get"],"responseKind":{"group":"","version":"","kind":"HorizontalPodAutoscaler"}}]},
                  {"resource":"nothings","scope":"Cluster","verbs":[]}]},
                {"version":"v1","freshness":"Current","resources":[
                  {"resource":"horizontalpodautoscalers","scope":"Namespaced","verbs":["get"],
                   "responseKind":{"group":"autoscaling","version":"v1","kind":"HorizontalPodAutoscaler"}}]}]},
              {"metadata":{"name":"metrics.k8s.io"},"versions":[{"version":"v1beta1","freshness":"Stale","resources":[]}]}]}
            """;
        await using var api = await StartAsync();
        using var client = new KubeClient(api.Access, null, _time);

        var catalog = await client.DiscoverAsync(refresh: false, Stop);

        Assert.Equal(["v2", "v1"], catalog.FindKind("autoscaling", "HorizontalPodAutoscaler").Select(r => r.Version));
        Assert.Equal("pods", catalog.Find("", "v1", "Pod")?.Plural);
        Assert.DoesNotContain(catalog.Resources, resource => resource.Plural is "nothings" or "status");
        Assert.Equal(["metrics.k8s.io/v1beta1"], catalog.Unavailable.Keys);
        Assert.Equal(["/api", "/api/v1", "/apis"], api.Requests.Select(request => request.Path).Order());
        Assert.StartsWith(
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,",
            api.Requests.First(request => request.Path == "/apis").Headers["Accept"],
            StringComparison.Ordinal
        );
    }

    private static string Autoscaler(string version) =>
        $$"""
            {"groupVersion":"autoscaling/{{version}}","resources":[
              {"name":"horizontalpodautoscalers","namespaced":true,"kind":"HorizontalPodAutoscaler","verbs":["get"]}]}
            """;

    private Task<LoopbackApi> StartAsync() =>
        LoopbackApi.StartAsync(context =>
        {
            if (_served.TryGetValue(context.Request.Path.Value!, out var json))
            {
                return context.Response.WriteAsync(json);
            }

            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
}
