using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.State;

public sealed class IdentityTests
{
    private static readonly ClusterIdentity Nameless = new();

    [Fact]
    public void The_uid_of_kube_system_decides_where_both_have_it()
    {
        Assert.True(Kube("a", ("shop", "1")).Matches(Kube("a", ("shop", "2"))));
        Assert.False(Kube("a", ("shop", "1")).Matches(Kube("b", ("shop", "1"))));
    }

    [Fact]
    public void Without_it_one_namespace_of_the_same_uid_is_enough()
    {
        Assert.True(Kube(null, ("shop", "1"), ("back", "2")).Matches(Kube("a", ("shop", "1"), ("back", "3"))));
        Assert.False(Kube(null, ("shop", "1")).Matches(Kube("a", ("shop", "2"))));
        Assert.False(Kube(null, ("shop", "1")).Matches(Kube(null, ("back", "1"))));
    }

    [Fact]
    public void What_cannot_be_compared_does_not_match()
    {
        Assert.False(Nameless.Matches(Nameless));
        Assert.False(Kube("a").Matches(Kube(null, ("shop", "1"))));
    }

    private static ClusterIdentity Kube(string? uid, params ReadOnlySpan<(string Name, string Uid)> namespaces)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, id) in namespaces)
        {
            map[name] = id;
        }

        return new ClusterIdentity { KubeSystemUid = uid, NamespaceUids = map };
    }
}
