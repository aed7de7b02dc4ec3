using Xunit;

namespace ReleaseManager.Lab.Product;

/// <summary>Credentials that a real API server refuses: the message names what to do, the exit code says whose fault it is.</summary>
public sealed class RefusedAccessTests(LabFixture lab)
{
    private const int ClusterRefuses = 3;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("export")]
    [InlineData("import")]
    public async Task An_expired_certificate_is_named_as_such(string verb)
    {
        var (a, _) = await lab.SharedAsync();
        var result = await RunAsync(a.WriteKubeconfig(ClientIdentity.Expired), verb, await SavedAsync(a, verb));
        Assert.Equal(ClusterRefuses, result.ExitCode);
        Assert.Contains("expired", result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("export", "Allow the verb get on the namespace kube-system")]
    [InlineData("import", "HTTP 403")]
    public async Task A_user_without_rights_is_told_so(string verb, string said)
    {
        var (a, _) = await lab.SharedAsync();
        var result = await RunAsync(a.WriteKubeconfig(ClientIdentity.Nobody), verb, await SavedAsync(a, verb));
        Assert.Equal(ClusterRefuses, result.ExitCode);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Who_is_acted_as_has_its_own_rights()
    {
        var (a, _) = await lab.SharedAsync();
        var folder = lab.CreateFolder();

        var nobody = await RunAsync(a.Kubeconfig, "export", folder, "--as", "nobody");
        var group = await RunAsync(a.Kubeconfig, "export", folder, "--as-group", "system:masters");
        var both = await RunAsync(
            a.Kubeconfig,
            "export",
            folder,
            "--as=somebody",
            "--as-group=readers",
            "--as-group=system:masters"
        );
        var admin = await RunAsync(
            a.Kubeconfig,
            "export",
            folder,
            "--kube-as-user=somebody",
            "--kube-as-group=system:masters"
        );

        Assert.Equal(ClusterRefuses, nobody.ExitCode);
        Assert.Contains("kube-system", nobody.Error, StringComparison.Ordinal);
        Assert.Equal(2, group.ExitCode);
        Assert.Contains("--as", group.Error, StringComparison.Ordinal);
        Assert.Equal(2, both.ExitCode);
        Assert.Contains("several groups", both.Error, StringComparison.Ordinal);
        Assert.Equal(0, admin.ExitCode);
    }

    private async Task<string> SavedAsync(KubernetesCluster cluster, string verb)
    {
        var folder = lab.CreateFolder();
        if (verb is "import")
        {
            await cluster.Helm.RequireAsync(
                ["upgrade", "--install", "web", LabCharts.At("plain"), "--namespace", "refused", "--create-namespace"],
                Stop
            );
            (await RunAsync(cluster.Kubeconfig, "export", folder)).Require();
        }

        return folder;
    }

    private static Task<ToolResult> RunAsync(string kubeconfig, string verb, string folder, params string[] flags) =>
        new ReleaseManagerCli(kubeconfig).RunVerbAsync(Stop, [verb, "local", "--path", folder, .. flags]);
}
