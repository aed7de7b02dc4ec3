using ReleaseManager.Core.Clusters;
using Xunit;

namespace ReleaseManager.Contracts;

public abstract partial class KubernetesApiContract
{
    [Theory]
    [InlineData("", "v1", "Secret", "secrets", true)]
    [InlineData("", "v1", "ConfigMap", "configmaps", true)]
    [InlineData("", "v1", "Namespace", "namespaces", false)]
    [InlineData("apps", "v1", "Deployment", "deployments", true)]
    [InlineData("batch", "v1", "Job", "jobs", true)]
    [InlineData("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", false)]
    [InlineData("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false)]
    public async Task Discovery_finds_a_kind(string group, string version, string kind, string plural, bool namespaced)
    {
        var catalog = await Client.DiscoverAsync(refresh: false, Stop);
        var found = catalog.Find(group, version, kind);
        Assert.NotNull(found);
        Assert.Equal(plural, found.Plural);
        Assert.Equal(namespaced, found.Namespaced);
        Assert.Superset(
            new HashSet<string> { "create", "delete", "get", "list", "patch", "update", "watch" },
            found.Verbs.ToHashSet()
        );
        Assert.Equal(found, catalog.Preferred(group, kind) is { Version: var v } p && v == version ? p : found);
        Assert.Contains(found, catalog.FindKind(group, kind));
    }

    [Fact]
    public async Task Discovery_does_not_find_what_is_not_served()
    {
        var catalog = await Client.DiscoverAsync(refresh: true, Stop);
        Assert.Null(catalog.Find("apps", "v7", "Deployment"));
        Assert.Null(catalog.Find("nothing.example.com", "v1", "Nothing"));
        var error = Assert.Throws<KubeApiException>(() => catalog.Require("apps", "v7", "Deployment"));
        Assert.Contains("apps/v1", error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Discovery_names_no_subresources_as_kinds()
    {
        var catalog = await Client.DiscoverAsync(refresh: false, Stop);
        Assert.DoesNotContain(catalog.Resources, r => r.Plural.Contains('/', StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_version_is_told()
    {
        var version = await Client.GetVersionAsync(Stop);
        Assert.Equal(1, version.Major);
        Assert.InRange(version.Minor, 20, 99);
        Assert.StartsWith("v1.", version.GitVersion, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_may_do_everything()
    {
        Assert.True(await Client.MayAsync("list", KnownResources.Secrets, null, Stop));
        Assert.True(await Client.MayAsync("create", KnownResources.ConfigMaps, Namespace, Stop));
    }
}
