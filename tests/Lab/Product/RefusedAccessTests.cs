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
        Assert.Equal(0, admin.ExitCode);
    }

    [Fact]
    public async Task Who_is_acted_as_has_the_rights_of_each_of_its_groups()
    {
        var (a, _) = await lab.SharedAsync();
        await AllowAsync(a, "lab:records", "secrets,configmaps");
        await AllowAsync(a, "lab:cluster", "namespaces,customresourcedefinitions.apiextensions.k8s.io");

        (string[] Groups, int ExitCode)[] cases =
        [
            (["--as-group=lab:records"], ClusterRefuses),
            (["--as-group=lab:cluster"], ClusterRefuses),
            (["--as-group=lab:records,lab:cluster"], ClusterRefuses),
            (["--as-group=lab:records", "--as-group=lab:cluster"], 0),
        ];
        foreach (var (groups, exitCode) in cases)
        {
            string[] actor = ["--as=somebody", .. groups];
            var real = await Task.WhenAll(
                a.Kubectl.RunAsync(["get", "secrets", "--all-namespaces", .. actor], Stop),
                a.Kubectl.RunAsync(["get", "namespace", "kube-system", .. actor], Stop)
            );
            var own = await RunAsync(a.Kubeconfig, "export", lab.CreateFolder(), actor);

            Assert.Equal(exitCode == 0, Array.TrueForAll(real, one => one.ExitCode == 0));
            Assert.Equal(exitCode, own.ExitCode);
        }
    }

    /// <summary>Gives a group, and nobody else, the right to read these.</summary>
    private static async Task AllowAsync(KubernetesCluster cluster, string group, string resources)
    {
        var name = group.Replace(':', '-');
        await cluster.Kubectl.RequireAsync(
            ["create", "clusterrole", name, "--verb=get,list", $"--resource={resources}"],
            Stop
        );
        await cluster.Kubectl.RequireAsync(
            ["create", "clusterrolebinding", name, $"--clusterrole={name}", $"--group={group}"],
            Stop
        );
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
