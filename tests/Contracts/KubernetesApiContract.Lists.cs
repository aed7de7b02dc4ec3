using ReleaseManager.Core.Clusters;
using Xunit;

namespace ReleaseManager.Contracts;

public abstract partial class KubernetesApiContract
{
    [Theory]
    [InlineData("set=s", "a b c d")]
    [InlineData("tier=web", "a b")]
    [InlineData("tier==web", "a b")]
    [InlineData("set=s,tier!=web", "c d")]
    [InlineData("tier in (web,db)", "a b c")]
    [InlineData("set=s,tier notin (web,db)", "d")]
    [InlineData("set,tier", "a b c")]
    [InlineData("set=s,!tier", "d")]
    [InlineData("tier=web,old=1", "b")]
    [InlineData("tier=none", "")]
    public async Task A_label_selector_chooses(string selector, string expected)
    {
        await CreateAsync(Labelled(ConfigMap("a"), ("set", "s"), ("tier", "web")));
        await CreateAsync(Labelled(ConfigMap("b"), ("set", "s"), ("tier", "web"), ("old", "1")));
        await CreateAsync(Labelled(ConfigMap("c"), ("set", "s"), ("tier", "db")));
        await CreateAsync(Labelled(ConfigMap("d"), ("set", "s")));
        var options = new ListOptions { LabelSelector = selector };
        var found = await AllAsync(Client.ListAsync(KnownResources.ConfigMaps, Namespace, options, Stop));
        Assert.Equal(expected, string.Join(' ', found.Select(o => o.Name)));
    }

    [Fact]
    public async Task A_field_selector_chooses()
    {
        await CreateAsync(Secret("a"));
        var release = Secret("b");
        release["type"] = "helm.sh/release.v1";
        await CreateAsync(release);
        Assert.Equal(["a"], await NamesAsync("metadata.name=a"));
        Assert.Equal(["b"], await NamesAsync("type=helm.sh/release.v1"));
        Assert.Contains("a", await NamesAsync("type!=helm.sh/release.v1"));
        Assert.Equal([], await NamesAsync("metadata.name=a,type=helm.sh/release.v1"));

        async Task<List<string>> NamesAsync(string selector)
        {
            var options = new ListOptions { FieldSelector = selector };
            var all = await AllAsync(Client.ListAsync(KnownResources.Secrets, Namespace, options, Stop));
            return [.. all.Select(o => o.Name)];
        }
    }

    [Fact]
    public async Task A_list_without_objects_is_empty()
    {
        var options = new ListOptions { LabelSelector = "set=none" };
        Assert.Empty(await AllAsync(Client.ListAsync(KnownResources.ConfigMaps, Namespace, options, Stop)));
        Assert.Empty(
            await AllAsync(Client.ListAsync(KnownResources.ConfigMaps, "no-such-namespace", ListOptions.Default, Stop))
        );
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(7, 1)]
    [InlineData(500, 1)]
    [InlineData(1, 7)]
    public async Task A_list_comes_in_pages_in_the_order_of_names(int pageSize, int pages)
    {
        string[] names = ["a", "b", "c", "d", "e", "f", "g"];
        foreach (var name in names.Reverse())
        {
            await CreateAsync(Labelled(Secret(name, ("key", "YQ==")), ("set", "paged")));
        }

        var before = Client.Requests["LIST secrets"];
        var seen = new List<ListPage>();
        var options = new ListOptions
        {
            LabelSelector = "set=paged",
            PageSize = pageSize,
            OnPage = seen.Add,
        };
        var found = await AllAsync(Client.ListAsync(KnownResources.Secrets, Namespace, options, Stop));
        Assert.Equal(names, found.Select(o => o.Name));
        Assert.All(found, o => Assert.Equal("a"u8.ToArray(), o.GetBase64("data", "key")));
        Assert.All(found, o => Assert.Equal("Secret", o.Kind));
        Assert.Equal(pages, seen.Count);
        Assert.Equal(pages, Client.Requests["LIST secrets"] - before);
        Assert.All(seen, p => Assert.NotEmpty(p.ResourceVersion!));
    }

    [Fact]
    public async Task A_paged_list_shows_one_moment()
    {
        foreach (var name in (string[])["a", "b", "c", "d"])
        {
            await CreateAsync(Labelled(ConfigMap(name), ("set", "moment")));
        }

        var options = new ListOptions { LabelSelector = "set=moment", PageSize = 2 };
        var names = new List<string>();
        await foreach (var item in Client.ListAsync(KnownResources.ConfigMaps, Namespace, options, Stop))
        {
            if (names.Count == 0)
            {
                await Client.DeleteAsync(ConfigMapAt("d"), DeleteOptions.Default, Stop);
                await CreateAsync(Labelled(ConfigMap("e"), ("set", "moment")));
            }

            names.Add(item.Name);
        }

        Assert.Equal(["a", "b", "c", "d"], names);
    }

    [Fact]
    public async Task A_list_of_metadata_holds_no_bodies()
    {
        foreach (var name in (string[])["a", "b", "c"])
        {
            await CreateAsync(Labelled(Secret(name, ("key", "YQ==")), ("set", "meta")));
        }

        var options = new ListOptions { LabelSelector = "set=meta", PageSize = 2 };
        var found = await AllAsync(Client.ListMetadataAsync(KnownResources.Secrets, Namespace, options, Stop));
        Assert.Equal(["a", "b", "c"], found.Select(o => o.Name));
        Assert.All(
            found,
            o =>
            {
                Assert.Equal("meta", o.Labels["set"]);
                Assert.Equal(Namespace, o.Namespace);
                Assert.NotEmpty(o.Uid);
                Assert.NotEmpty(o.ResourceVersion);
                Assert.Null(o.Find("data"));
                Assert.Equal("Secret", o.Kind);
            }
        );
        Assert.Equal(2, Client.Requests["LIST-META secrets"]);
    }

    [Fact]
    public async Task A_list_can_span_all_namespaces()
    {
        var other = Namespace + "b";
        await CreateNamespaceAsync(other);
        await CreateAsync(Labelled(ConfigMap("a"), ("span", Namespace)));
        await Client.CreateAsync(
            new ResourceAddress(KnownResources.ConfigMaps, other, null),
            Labelled(ConfigMap("b"), ("span", Namespace)),
            AsUs,
            Stop
        );
        var options = new ListOptions { LabelSelector = $"span={Namespace}", PageSize = 1 };
        var found = await AllAsync(Client.ListAsync(KnownResources.ConfigMaps, null, options, Stop));
        Assert.Equal([(Namespace, "a"), (other, "b")], found.Select(o => (o.Namespace!, o.Name)));
    }

    [Fact]
    public async Task A_selector_that_makes_no_sense_is_refused()
    {
        var options = new ListOptions { LabelSelector = "a in (" };
        var error = await Assert.ThrowsAsync<KubeApiException>(() =>
            AllAsync(Client.ListAsync(KnownResources.ConfigMaps, Namespace, options, Stop))
        );
        Assert.Equal(400, error.StatusCode);
    }
}
