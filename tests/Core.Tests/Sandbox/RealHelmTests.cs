using System.Text.Json;
using Xunit;

namespace ReleaseManager.Core.Tests.Sandbox;

/// <summary>Real Helm takes the sandbox for a cluster.</summary>
public sealed class RealHelmTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    [Fact]
    public async Task A_release_lives_from_install_to_uninstall()
    {
        var helm = RealTool.Require("helm", fixture.Kubeconfig);
        var chart = Chart("plain");
        await helm.RunAsync("install", "life", chart, "-n", "life", "--create-namespace", "--wait", "--timeout", "60s");
        await helm.RunAsync("upgrade", "life", chart, "-n", "life", "--wait", "--timeout", "60s");
        await helm.RunAsync("rollback", "life", "1", "-n", "life", "--wait", "--timeout", "60s");

        using var history = JsonDocument.Parse(await helm.RunAsync("history", "life", "-n", "life", "-o", "json"));
        Assert.Equal(
            [(1, "superseded"), (2, "superseded"), (3, "deployed")],
            history
                .RootElement.EnumerateArray()
                .Select(each => (each.GetProperty("revision").GetInt32(), each.GetProperty("status").GetString()))
        );
        using var list = JsonDocument.Parse(await helm.RunAsync("list", "-A", "-o", "json", "--filter", "^life$"));
        Assert.Equal("life", Assert.Single(list.RootElement.EnumerateArray()).GetProperty("namespace").GetString());
        Assert.Contains(
            "kind: Deployment",
            await helm.RunAsync("get", "all", "life", "-n", "life"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "STATUS: deployed",
            await helm.RunAsync("status", "life", "-n", "life"),
            StringComparison.Ordinal
        );

        await helm.RunAsync("uninstall", "life", "-n", "life", "--wait");
        Assert.DoesNotContain(
            fixture.Cluster.Dump(),
            json => json["metadata"]!["namespace"]?.ToString() == "life" && json["kind"]!.ToString() != "ServiceAccount"
        );
    }

    [Theory]
    [InlineData("umbrella")]
    [InlineData("operator")]
    [InlineData("hooks")]
    [InlineData("cluster")]
    [InlineData("admission")]
    [InlineData("workloads")]
    [InlineData("storage")]
    [InlineData("network")]
    [InlineData("config")]
    [InlineData("passwords")]
    [InlineData("oddities")]
    [InlineData("repeated")]
    [InlineData("lists")]
    [InlineData("keep")]
    [InlineData("big")]
    [InlineData("empty")]
    public async Task Charts_that_use_what_real_charts_use_install_and_upgrade(string chart)
    {
        var helm = RealTool.Require("helm", fixture.Kubeconfig);
        await helm.RunAsync(
            "install",
            chart,
            Chart(chart),
            "-n",
            $"of-{chart}",
            "--create-namespace",
            "--timeout",
            "60s"
        );
        await helm.RunAsync("upgrade", chart, Chart(chart), "-n", $"of-{chart}", "--timeout", "60s");
        var status = await helm.RunAsync("status", chart, "-n", $"of-{chart}");
        Assert.Contains("STATUS: deployed", status, StringComparison.Ordinal);
        Assert.Contains("REVISION: 2", status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_can_be_kept_in_config_maps()
    {
        var helm = RealTool.Require("helm", fixture.Kubeconfig, "configmap");
        await helm.RunAsync("install", "maps", Chart("plain"), "-n", "maps", "--create-namespace");
        var record = Assert.Single(
            fixture.Cluster.Dump(),
            json => json["metadata"]!["name"]!.ToString() == "sh.helm.release.v1.maps.v1"
        );
        Assert.Equal("ConfigMap", record["kind"]!.ToString());
    }

    [Fact]
    public async Task A_job_that_is_told_to_fail_fails_the_hook()
    {
        var helm = RealTool.Require("helm", fixture.Kubeconfig);
        var (code, _, error) = await helm.TryAsync(
            "install",
            "failing",
            Chart("failing"),
            "-n",
            "failing",
            "--create-namespace",
            "--set",
            "fail=pre-install",
            "--timeout",
            "20s"
        );
        Assert.NotEqual(0, code);
        Assert.Contains("pre-install", error, StringComparison.Ordinal);
    }

    private static string Chart(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var chart = Path.Combine(folder.FullName, "tests", "charts", name);
            if (Directory.Exists(chart))
            {
                return chart;
            }
        }

        throw new DirectoryNotFoundException($"tests/charts/{name}");
    }
}
