using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using Xunit;

namespace ReleaseManager.Contracts;

public abstract partial class KubernetesApiContract
{
    [Fact]
    public async Task A_watch_tells_what_happens_after_the_list()
    {
        await CreateAsync(Labelled(ConfigMap("before"), ("watch", "w")));
        string? version = null;
        var list = new ListOptions { LabelSelector = "watch=w", OnPage = p => version = p.ResourceVersion };
        Assert.Single(await AllAsync(Client.ListAsync(KnownResources.ConfigMaps, Namespace, list, Stop)));

        await using var watch = Watch(new WatchOptions { LabelSelector = "watch=w", ResourceVersion = version });
        await CreateAsync(ConfigMap("unlabelled"));
        var created = await CreateAsync(Labelled(ConfigMap("one", ("a", "1")), ("watch", "w")));
        var added = await NextAsync(watch);
        Assert.Equal(WatchEventType.Added, added.Type);
        Assert.Equal("one", added.Changed.Name);
        Assert.Equal(created.ResourceVersion, added.Changed.ResourceVersion);

        var patch = new JsonObject { ["data"] = new JsonObject { ["a"] = "2" } };
        await Client.PatchAsync(ConfigMapAt("one"), "application/merge-patch+json", patch, AsUs, Stop);
        var modified = await NextAsync(watch);
        Assert.Equal(WatchEventType.Modified, modified.Type);
        Assert.Equal("2", Data(modified.Changed, "a"));

        await Client.DeleteAsync(ConfigMapAt("one"), DeleteOptions.Default, Stop);
        var deleted = await NextAsync(watch);
        Assert.Equal(WatchEventType.Deleted, deleted.Type);
        Assert.Equal("one", deleted.Changed.Name);
    }

    [Fact]
    public async Task A_watch_without_a_version_begins_with_what_is_there()
    {
        await CreateAsync(Labelled(Secret("a", ("key", "YQ==")), ("watch", "w")));
        await using var watch = Watch(
            new WatchOptions { LabelSelector = "watch=w", MetadataOnly = true },
            KnownResources.Secrets
        );
        var first = await NextAsync(watch);
        Assert.Equal(WatchEventType.Added, first.Type);
        Assert.Equal("a", first.Changed.Name);
        Assert.Equal("Secret", first.Changed.Kind);
        Assert.Null(first.Changed.Find("data"));
    }

    [Fact]
    public async Task A_watch_ends_when_its_time_is_over()
    {
        await using var watch = Watch(
            new WatchOptions { LabelSelector = "watch=none", Duration = TimeSpan.FromSeconds(1) }
        );
        while (await watch.MoveNextAsync())
        {
            Assert.Equal(WatchEventType.Bookmark, watch.Current.Type);
        }
    }

    [Fact]
    public async Task A_watch_from_too_long_ago_is_expired()
    {
        // Of a kind that has just come no server remembers the beginning of time; of others it may.
        var widgets = await DefineWidgetsAsync(namespaced: true);
        await using var watch = Watch(new WatchOptions { ResourceVersion = "1" }, widgets);
        var error = await Assert.ThrowsAsync<KubeApiException>(async () =>
        {
            while (await watch.MoveNextAsync())
            {
                Assert.Equal(WatchEventType.Bookmark, watch.Current.Type);
            }
        });
        Assert.True(error.IsExpired);
    }

    private IAsyncEnumerator<WatchEvent> Watch(WatchOptions options, ApiResource? resource = null) =>
        Client.WatchAsync(resource ?? KnownResources.ConfigMaps, Namespace, options, Stop).GetAsyncEnumerator(Stop);

    /// <summary>The next event that is no bookmark; those come when they like.</summary>
    private static async Task<WatchEvent> NextAsync(IAsyncEnumerator<WatchEvent> watch)
    {
        do
        {
            Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(Patience, Stop), "The watch ended.");
        } while (watch.Current.Type == WatchEventType.Bookmark);
        return watch.Current;
    }
}
