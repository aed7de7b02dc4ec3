using ReleaseManager.Core.Clusters;
using Xunit;

namespace ReleaseManager.Contracts;

public abstract partial class KubernetesApiContract
{
    [Theory]
    [InlineData("default")]
    [InlineData("kube-system")]
    public async Task A_cluster_has_its_usual_namespaces(string name)
    {
        var found = await EventuallyAsync(
            $"{name} exists",
            () => Client.GetAsync(new ResourceAddress(KnownResources.Namespaces, null, name), Stop)
        );
        Assert.NotEmpty(found.Uid);
        Assert.Equal("Active", found.GetString("status", "phase"));
        Assert.Null(found.Namespace);
    }

    [Fact]
    public async Task A_deleted_namespace_takes_its_objects_along()
    {
        var name = Namespace + "-b";
        await CreateNamespaceAsync(name);
        var at = new ResourceAddress(KnownResources.ConfigMaps, name, "one");
        await Client.CreateAsync(at with { Name = null }, ConfigMap("one"), AsUs, Stop);
        var space = new ResourceAddress(KnownResources.Namespaces, null, name);
        Assert.NotNull(await Client.DeleteAsync(space, DeleteOptions.Default, Stop));
        await EventuallyAsync("the namespace is gone", () => GoneAsync(space));
        Assert.Null(await Client.GetAsync(at, Stop));

        await CreateNamespaceAsync(name);
        Assert.Null(await Client.GetAsync(at, Stop));
    }

    [Fact]
    public async Task Labels_of_a_namespace_can_be_applied_beside_those_of_others()
    {
        var at = new ResourceAddress(KnownResources.Namespaces, null, Namespace);
        var body = new System.Text.Json.Nodes.JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["name"] = Namespace },
        };
        var applied = await Client.ApplyAsync(at, Labelled(body, ("team", "a")), AsUs, Stop);
        Assert.Equal("a", applied.Labels["team"]);
        var listed = await AllAsync(
            Client.ListMetadataAsync(
                KnownResources.Namespaces,
                null,
                new ListOptions { FieldSelector = $"metadata.name={Namespace}" },
                Stop
            )
        );
        Assert.Equal("a", Assert.Single(listed).Labels["team"]);
    }
}
