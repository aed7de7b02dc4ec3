using System.Text.Json.Nodes;
using ReleaseManager.Contracts;
using Xunit;

namespace ReleaseManager.Lab.Chart;

/// <summary>The folder that build.ps1 makes is a repository from which Helm installs.</summary>
public sealed class ChartRepositoryTests(LabFixture lab)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Helm_adds_the_repository_and_installs_the_chart_from_it()
    {
        var (a, _) = await lab.SharedAsync();
        var shell = PowerShell.Find();
        Assert.SkipWhen(shell is null, "there is no pwsh on the search path");
        await shell.RequireAsync(
            ["-NoProfile", "-File", Repository.PathOf("build.ps1"), "-Task", "ChartRepository"],
            Stop
        );
        await using var server = new FolderServer(Repository.PathOf("out", "charts"));

        await a.Helm.RequireAsync(["repo", "add", "release-manager", server.Address], Stop);
        await a.Helm.RequireAsync(
            [
                "install",
                "keeper",
                "release-manager/releasemanager",
                "--namespace",
                "from-repository",
                "--create-namespace",
                .. ManagerChart.Required,
            ],
            Stop
        );

        var objects = JsonNode.Parse(
            await a.Kubectl.RequireAsync(
                [
                    "get",
                    "deployment,service,configmap,serviceaccount,role,rolebinding",
                    "--namespace",
                    "from-repository",
                    "--selector",
                    "app.kubernetes.io/instance=keeper",
                    "--output",
                    "json",
                ],
                Stop
            )
        )!["items"]!.AsArray();
        Assert.Equal(
            ["ConfigMap", "Deployment", "Role", "RoleBinding", "Service", "ServiceAccount"],
            objects.Select(one => ManagerChart.Text(one!["kind"])).Order(StringComparer.Ordinal)
        );
        await a.Helm.RequireAsync(["uninstall", "keeper", "--namespace", "from-repository"], Stop);
        await a.Helm.RequireAsync(["repo", "remove", "release-manager"], Stop);
    }
}
