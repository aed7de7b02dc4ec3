using Microsoft.AspNetCore.Http;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Clusters.Config;
using Xunit;

namespace ReleaseManager.Core.Tests.Clusters;

/// <summary>Whom requests act as: the kubeconfig's word, and what a command line says over it.</summary>
public sealed class ImpersonationTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_named_goes_into_each_request()
    {
        await using var api = await LoopbackApi.StartAsync(context => context.Response.WriteAsync("{}"));
        using var client = new KubeClient(api.Access.As("keeper", "7", ["CN=b,OU=c"]));

        await client.GetAsync(new ResourceAddress(KnownResources.Secrets, "shop", "web"), Stop);

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
    public void Several_groups_are_refused_since_they_would_arrive_as_one()
    {
        var access = ClusterAccess.To(new Uri("https://127.0.0.1")).As("keeper", null, ["readers", "writers"]);

        var error = Assert.Throws<KubeConfigException>(() => new KubeClient(access));

        Assert.Equal("ImpersonationTooWide", error.ErrorId);
        Assert.Contains("one group", error.Advice, StringComparison.Ordinal);
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
