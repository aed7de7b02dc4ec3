using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using Xunit;

namespace ReleaseManager.Contracts;

public abstract partial class KubernetesApiContract
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_custom_kind_is_served_once_it_is_defined_and_no_more_once_it_is_gone(bool namespaced)
    {
        var group = $"{Namespace}.example.com";
        Assert.Null((await Client.DiscoverAsync(refresh: true, Stop)).Find(group, "v1", "Widget"));
        var widgets = await DefineWidgetsAsync(namespaced);
        var definition = new ResourceAddress(KnownResources.CustomResourceDefinitions, null, $"widgets.{group}");
        Assert.Equal("widgets", widgets.Plural);
        Assert.Equal(namespaced, widgets.Namespaced);

        var at = new ResourceAddress(widgets, namespaced ? Namespace : null, "one");
        await EventuallyAsync("a widget can be created", () => CreateWidgetAsync(at, group));
        var read = await Client.GetAsync(at, Stop);
        Assert.Equal("7", read?.Find("spec", "size")?.GetRawText());
        Assert.Equal("kept", read?.GetString("spec", "anything", "nested"));
        Assert.Single(await AllAsync(Client.ListAsync(widgets, at.Namespace, ListOptions.Default, Stop)));
        Assert.Single(await AllAsync(Client.ListMetadataAsync(widgets, null, ListOptions.Default, Stop)));

        var applied = await Client.ApplyAsync(at, Widget(group, 7), AsUs with { FieldManager = "helm" }, Stop);
        Assert.Equal(read?.Uid, applied.Uid);
        var conflict = await Assert.ThrowsAsync<KubeApiException>(() =>
            Client.ApplyAsync(at, Widget(group, 8), AsUs with { FieldManager = "helm" }, Stop)
        );
        Assert.True(conflict.IsConflict);

        await Client.DeleteAsync(definition, DeleteOptions.Default, Stop);
        await EventuallyAsync("the kind is gone", () => GoneAsync(definition));
        await EventuallyAsync("the kind is no longer discovered", async () => await UndiscoveredAsync(group));
    }

    /// <summary>Brings a kind of this test's own, and waits until it is served.</summary>
    private async Task<ApiResource> DefineWidgetsAsync(bool namespaced)
    {
        var group = $"{Namespace}.example.com";
        var definition = new ResourceAddress(KnownResources.CustomResourceDefinitions, null, $"widgets.{group}");
        _leftovers.Add(definition);
        await Client.CreateAsync(definition, Definition(group, namespaced), AsUs, Stop);
        var established = await EventuallyAsync("the definition is established", () => EstablishedAsync(definition));
        Assert.Equal("Widget", established.GetString("status", "acceptedNames", "kind"));
        return await EventuallyAsync(
            "the kind is discovered",
            async () => (await Client.DiscoverAsync(refresh: true, Stop)).Find(group, "v1", "Widget")
        );
    }

    private static JsonObject Widget(string group, int size) =>
        new()
        {
            ["apiVersion"] = $"{group}/v1",
            ["kind"] = "Widget",
            ["metadata"] = new JsonObject { ["name"] = "one" },
            ["spec"] = new JsonObject
            {
                ["size"] = size,
                ["anything"] = new JsonObject { ["nested"] = "kept" },
            },
        };

    private static JsonObject Definition(string group, bool namespaced) =>
        JsonNode
            .Parse(
                $$"""
                {
                  "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                  "metadata": { "name": "widgets.{{group}}" },
                  "spec": {
                    "group": "{{group}}",
                    "scope": "{{(namespaced ? "Namespaced" : "Cluster")}}",
                    "names": { "plural": "widgets", "singular": "widget", "kind": "Widget", "listKind": "WidgetList" },
                    "versions": [
                      {
                        "name": "v1", "served": true, "storage": true,
                        "schema": { "openAPIV3Schema": { "type": "object", "properties": {
                          "spec": { "type": "object", "x-kubernetes-preserve-unknown-fields": true }
                        } } }
                      }
                    ]
                  }
                }
                """
            )!
            .AsObject();

    private async Task<KubeObject?> EstablishedAsync(ResourceAddress definition)
    {
        var read = await Client.GetAsync(definition, Stop);
        var conditions = read?.Find("status", "conditions")?.EnumerateArray().Select(c => new KubeObject(c)) ?? [];
        return conditions.Any(c => c.GetString("type") == "Established" && c.GetString("status") == "True")
            ? read
            : null;
    }

    /// <summary>A kind may be told by discovery a moment before its path answers.</summary>
    private async Task<KubeObject?> CreateWidgetAsync(ResourceAddress at, string group)
    {
        try
        {
            return await Client.CreateAsync(at, Widget(group, 7), AsUs, Stop);
        }
        catch (KubeApiException e) when (e.IsUnknownResource)
        {
            return null;
        }
    }

    private async Task<object?> GoneAsync(ResourceAddress at) =>
        await Client.GetAsync(at, Stop) is null ? at.ToString() : null;

    private async Task<object?> UndiscoveredAsync(string group) =>
        (await Client.DiscoverAsync(refresh: true, Stop)).Find(group, "v1", "Widget") is null ? group : null;
}
