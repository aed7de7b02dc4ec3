using System.Collections.Immutable;
using System.Text;
using ReleaseManager.Contracts;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Tests.Sandbox;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Clusters;

/// <summary>Objects are followed over one list and one watch, and by whatever else is left where these end or are refused.</summary>
public sealed class LiveCollectionTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private readonly ManualTime _time = new() { SkipUpTo = Pause };
    private readonly string _ns = $"live-{Guid.NewGuid():n}";
    private KubeClient _client = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private SandboxFaults Faults => sandbox.Cluster.Faults;

    public async ValueTask InitializeAsync()
    {
        _client = new KubeClient(
            KubeConfig.Load(sandbox.Kubeconfig, context: null),
            new KubeClientOptions { MaxRetries = 0 }
        );
        await SendAsync(
            HttpMethod.Post,
            "/api/v1/namespaces",
            $$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{_ns}}"} }"""
        );
        await SendAsync(
            HttpMethod.Post,
            $"/api/v1/namespaces/{_ns}/configmaps",
            """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}"""
        );
    }

    public ValueTask DisposeAsync()
    {
        Faults.Clear();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_change_is_told_by_the_watch_and_nothing_is_asked_again()
    {
        Faults.Before(1, (_, _) => ChangeAsync(), Is("watch"));

        Assert.True(await FollowAsync(IsChanged));

        Assert.Equal(["list", "watch"], Verbs());
        Assert.Empty(_time.Skipped);
    }

    [Fact]
    public async Task What_is_enough_at_once_is_not_watched()
    {
        Assert.True(await FollowAsync(now => now.ContainsKey("a")));

        Assert.Equal(["list"], Verbs());
    }

    [Fact]
    public async Task An_object_that_goes_is_seen_to_go()
    {
        Faults.Before(
            1,
            (_, _) => SendAsync(HttpMethod.Delete, $"/api/v1/namespaces/{_ns}/configmaps/a", "{}"),
            Is("watch")
        );

        Assert.True(await FollowAsync(now => now.IsEmpty));
    }

    [Fact]
    public async Task Of_several_objects_only_those_of_interest_are_shown()
    {
        var shown = ImmutableDictionary<string, KubeObject>.Empty;

        await LiveCollection(["a", "b"]).UntilAsync(now => !(shown = now).IsEmpty, CancellationToken.None, Stop);

        // The namespace has a root certificate, too, or whatever else a cluster puts there.
        Assert.Equal(["a"], shown.Keys);
    }

    [Fact]
    public async Task A_watch_that_ends_goes_on_from_where_it_was()
    {
        Faults.Answer(2, "", Is("watch"));
        Faults.Before(1, (_, _) => ChangeAsync(), Is("watch"));

        Assert.True(await FollowAsync(IsChanged));

        Assert.Equal(["list", "watch", "watch", "watch"], Verbs());
        Assert.Single(Requests().Where(Is("watch")).Select(request => request.Query).Distinct());
        Assert.Equal([Pause, Pause], _time.Skipped);
    }

    [Fact]
    public async Task Where_that_is_too_long_ago_it_is_listed_again()
    {
        Faults.Answer(
            1,
            """{"type":"ERROR","object":{"kind":"Status","reason":"Expired","code":410}}""" + "\n",
            Is("watch")
        );
        ChangeBefore("list", 2);

        Assert.True(await FollowAsync(IsChanged));

        Assert.Equal(["list", "watch", "list"], Verbs());
    }

    [Fact]
    public async Task Where_watching_is_forbidden_it_asks_every_two_seconds()
    {
        Faults.Forbid(Is("watch"));
        ChangeBefore("list", 3);

        Assert.True(await FollowAsync(IsChanged));

        Assert.Equal(["list", "watch", "list", "list"], Verbs());
        Assert.Equal([Pause, Pause], _time.Skipped);
    }

    [Fact]
    public async Task Where_listing_is_forbidden_it_asks_for_each_one()
    {
        Faults.Forbid(request => Is("watch")(request) || Is("list")(request));
        ChangeBefore("get", 2);

        Assert.True(await FollowAsync(IsChanged));

        Assert.Equal(["list", "get", "get"], Verbs());
    }

    [Fact]
    public async Task Where_nothing_may_be_read_it_says_so_at_once()
    {
        Faults.Forbid(request => request.Namespace == _ns);

        var error = await Assert.ThrowsAsync<KubeApiException>(() => FollowAsync(IsChanged));

        Assert.True(error.IsForbidden);
    }

    [Fact]
    public async Task When_the_time_is_over_it_has_looked_once_nevertheless()
    {
        var looks = 0;
        using var over = new CancellationTokenSource();
        await over.CancelAsync();

        Assert.False(
            await LiveCollection(["a"])
                .UntilAsync(
                    _ =>
                    {
                        looks++;
                        return false;
                    },
                    over.Token,
                    Stop
                )
        );

        Assert.Equal(1, looks);
        Assert.Equal(["list"], Verbs());
    }

    [Fact]
    public async Task Trouble_that_passes_is_waited_out()
    {
        Faults.Fail(3, 503, Is("list"));
        Faults.Drop(1, Is("watch"));
        Faults.Before(1, (_, _) => ChangeAsync(), Is("watch"));

        Assert.True(await FollowAsync(IsChanged));

        Assert.Equal(["list", "list", "list", "list", "watch", "list", "watch"], Verbs());
    }

    [Fact]
    public async Task Trouble_that_does_not_pass_in_time_is_told()
    {
        using var over = new CancellationTokenSource();
        var asked = 0;
        Faults.Fail(
            int.MaxValue,
            503,
            request =>
            {
                if (Is("list")(request) && ++asked == 3)
                {
                    over.Cancel();
                }

                return Is("list")(request);
            }
        );

        var error = await Assert.ThrowsAsync<KubeApiException>(() =>
            LiveCollection(["a"]).UntilAsync(IsChanged, over.Token, Stop)
        );

        Assert.Equal((503, 3), (error.StatusCode, asked));
    }

    private static bool IsChanged(ImmutableDictionary<string, KubeObject> now) =>
        now.TryGetValue("a", out var one) && one.GetString("data", "changed") == "yes";

    private Func<SandboxRequest, bool> Is(string verb) => request => request.Verb == verb && request.Namespace == _ns;

    private LiveCollection LiveCollection(string[] names) => new(_client, KnownResources.ConfigMaps, _ns, names, _time);

    private Task<bool> FollowAsync(Func<ImmutableDictionary<string, KubeObject>, bool> isEnough) =>
        LiveCollection(["a"]).UntilAsync(isEnough, CancellationToken.None, Stop);

    private void ChangeBefore(string verb, int number)
    {
        var seen = 0;
        Faults.Before(1, (_, _) => ChangeAsync(), request => Is(verb)(request) && ++seen == number);
    }

    private IEnumerable<SandboxRequest> Requests() =>
        sandbox.Cluster.Requests.Where(request => request.Namespace == _ns);

    private IEnumerable<string> Verbs() => Requests().Select(request => request.Verb);

    private Task ChangeAsync() =>
        SendAsync(HttpMethod.Patch, $"/api/v1/namespaces/{_ns}/configmaps/a", """{"data":{"changed":"yes"}}""");

    private async Task SendAsync(HttpMethod method, string path, string body)
    {
        using var client = sandbox.Cluster.CreateClient();
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        var type = method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json";
        request.Content = new StringContent(body, Encoding.UTF8, type);
        using var answer = await client.SendAsync(request, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }
}
