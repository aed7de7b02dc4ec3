using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Import;
using ReleaseManager.Core.Import.Render;
using ReleaseManager.Lab.RoundTrip;
using ReleaseManager.Lab.Scenario;
using Xunit;

namespace ReleaseManager.Lab.Product;

/// <summary>Charts that real Helm renders anew into a real cluster.</summary>
public sealed class RenderedImportTests(LabFixture lab)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chart_with_subcharts_is_refused_without_its_source_and_comes_whole_with_it()
    {
        var (a, b) = await lab.EmptyAsync();
        await InstallAsync(a, "shop", "umbrella", "--values", LabCharts.At("values/umbrella-more.yaml"));
        var trip = new Trip(lab);
        await trip.ExportAsync(a);

        var refused = Assert.Single((await trip.PlanAsync(b, Render())).Releases);
        Assert.Equal((ReleaseImportAction.Refuse, "ChartSourceMissing"), (refused.Action, refused.ErrorId));

        var options = Render(("umbrella", LabCharts.At("umbrella")));
        var plan = await trip.PlanAsync(b, options);
        var render = Assert.Single(plan.Releases).Render!;
        Assert.Empty(render.Added.Concat(render.Removed).Concat(render.Changed.Select(change => change.Name)));
        Assert.Equal("", Trip.NotRestored(await trip.RunAsync(b, plan, options.Render)));

        var lines = await ClusterComparison.CompareAsync(
            a,
            b,
            new ComparisonOptions { Records = false, Except = [] },
            Stop
        );
        Assert.True(lines.Count == 0, string.Join('\n', lines));
        Assert.Equal(
            await a.Helm.RequireAsync(["get", "manifest", "web", "-n", "shop"], Stop),
            await b.Helm.RequireAsync(["get", "manifest", "web", "-n", "shop"], Stop)
        );
    }

    [Fact]
    public async Task Values_are_changed_on_the_way_and_helm_goes_on_from_them()
    {
        var (a, b) = await lab.EmptyAsync();
        await InstallAsync(a, "shop", "workloads", "--set-string", "tag=7");
        var trip = new Trip(lab);
        await trip.ExportAsync(a);
        var options = Render() with
        {
            Render = new RenderInput
            {
                HelmBinary = LabFixture.Tools.Helm,
                Values = new JsonObject { ["replicas"] = 3 },
            },
        };

        var plan = await trip.PlanAsync(b, options);
        var render = Assert.Single(plan.Releases).Render!;
        Assert.Empty(render.Removed);
        Assert.Contains(render.Changed, change => change.Fields.Contains("spec.replicas: 2 -> 3"));
        Assert.Equal("", Trip.NotRestored(await trip.RunAsync(b, plan, options.Render)));

        var values = await b.Helm.RequireAsync(["get", "values", "web", "-n", "shop", "-o", "json"], Stop);
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse("""{"replicas":3,"tag":"7"}"""), JsonNode.Parse(values)),
            values
        );
        await b.Helm.RequireAsync(["upgrade", "web", LabCharts.At("workloads"), "-n", "shop", "--reuse-values"], Stop);
        Assert.Equal(
            await b.Helm.RequireAsync(["get", "manifest", "web", "-n", "shop", "--revision", "1"], Stop),
            await b.Helm.RequireAsync(["get", "manifest", "web", "-n", "shop", "--revision", "2"], Stop)
        );
    }

    [Fact]
    public async Task The_command_line_shows_the_difference_and_refuses_to_bring_less()
    {
        var (a, b) = await lab.EmptyAsync();
        await InstallAsync(a, "shop", "umbrella");
        var trip = new Trip(lab);
        await trip.ExportAsync(a);
        var less = Path.Combine(lab.CreateFolder(), "less.yaml");
        await File.WriteAllTextAsync(less, "queue: {enabled: false}\n", Stop);
        string[] flags =
        [
            "local",
            "--path",
            trip.Folder,
            "--values",
            less,
            "--chart-source",
            $"umbrella={LabCharts.At("umbrella")}",
        ];
        var cli = new ReleaseManagerCli(b.Kubeconfig);

        var plan = (await cli.RunVerbAsync(Stop, ["plan", .. flags])).Require();
        Assert.Contains("lacks", plan, StringComparison.Ordinal);
        Assert.Contains("\n  - ", plan, StringComparison.Ordinal);
        Assert.Equal(1, (await cli.RunVerbAsync(Stop, ["import", .. flags])).ExitCode);
        Assert.Empty(await b.Helm.RequireAsync(["list", "-A", "-a", "-q"], Stop));
        (await cli.RunVerbAsync(Stop, ["import", .. flags, "--allow-fewer-objects"])).Require();
        Assert.Equal("web", (await b.Helm.RequireAsync(["list", "-A", "-q"], Stop)).Trim());
    }

    [Fact]
    public async Task Values_typed_on_the_command_line_come_where_a_release_sets_them_and_nowhere_else()
    {
        var (a, b) = await lab.EmptyAsync();
        await InstallAsync(a, "shop", "plain", "--set-string", "greeting=7", "--set", "replicas=2");
        await InstallAsync(a, "cart", "plain");
        var trip = new Trip(lab);
        await trip.ExportAsync(a);
        var cli = new ReleaseManagerCli(b.Kubeconfig);
        string[] flags = ["local", "--path", trip.Folder, "--update-values", "greeting=8,replicas=3"];

        var plan = (await cli.RunVerbAsync(Stop, ["plan", .. flags])).Require();
        Assert.Contains("spec.replicas: 2 -> 3", plan, StringComparison.Ordinal);
        Assert.Contains("left as they are: greeting, replicas", plan, StringComparison.Ordinal);
        (await cli.RunVerbAsync(Stop, ["import", .. flags])).Require();

        Assert.Equal("""{"greeting":"8","replicas":3}""", (await ValuesAsync("shop")).Trim());
        Assert.Equal("null", (await ValuesAsync("cart")).Trim());

        Task<string> ValuesAsync(string ns) =>
            b.Helm.RequireAsync(["get", "values", "web", "-n", ns, "-o", "json"], Stop);
    }

    [Fact]
    public async Task An_import_killed_with_its_helm_is_begun_anew_by_the_next_run()
    {
        var (cli, b, arguments) = await HangingAsync();
        using var kill = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var import = cli.RunVerbAsync(kill.Token, arguments("post-install"));
        await PendingAsync(b);
        await kill.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => import);

        (await cli.RunVerbAsync(Stop, arguments(""))).Require();

        await AssertWholeAsync(b);
    }

    [Fact]
    public async Task An_import_killed_alone_leaves_a_helm_that_the_next_run_waits_for()
    {
        var (cli, b, arguments) = await HangingAsync();
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "releasemanager.dll"), .. arguments("post-install")]
        );
        start.Environment["KUBECONFIG"] = b.Kubeconfig;
        start.Environment["HELM_BIN"] = LabFixture.Tools.Helm;
        using (var process = Process.Start(start)!)
        {
            await PendingAsync(b);
            process.Kill(entireProcessTree: false);
            await process.WaitForExitAsync(Stop);
        }

        var mark = await b.Kubectl.RequireAsync(
            ["get", "secret", "releasemanager.render.web", "-n", "shop", "-o", "json"],
            Stop
        );
        var step = ImportLock.Find(KubeObject.Parse(Encoding.UTF8.GetBytes(mark)).Annotations)!;
        var helm = Assert.NotNull(RenderMark.HelmOf(step));

        // That helm gives up after the eight seconds that it was given; only then can it be seen what it has left.
        (await cli.RunVerbAsync(Stop, arguments(""))).Require();

        Assert.Throws<ArgumentException>(() => Process.GetProcessById(helm));
        await AssertWholeAsync(b);
    }

    private async Task<(ReleaseManagerCli Cli, KubernetesCluster B, Func<string, string[]> Arguments)> HangingAsync()
    {
        var (a, b) = await lab.EmptyAsync();
        await InstallAsync(a, "shop", "failing");
        var trip = new Trip(lab);
        await trip.ExportAsync(a);
        var folder = lab.CreateFolder();
        return (
            new ReleaseManagerCli(b.Kubeconfig),
            b,
            hang =>
            {
                var values = Path.Combine(folder, $"{hang}.yaml");
                File.WriteAllText(values, $"hang: \"{hang}\"\n");
                return
                [
                    "import",
                    "local",
                    "--path",
                    trip.Folder,
                    "--values",
                    values,
                    "--timeout",
                    hang.Length > 0 ? "8s" : "60s",
                ];
            }
        );
    }

    private static Task PendingAsync(KubernetesCluster cluster) =>
        Poll.UntilAsync(
            "the hook that hangs",
            Soon,
            async stop =>
                (await cluster.Kubectl.RunAsync(["get", "job", "web-post-install", "-n", "shop"], stop)).Succeeded,
            stop: Stop
        );

    private static async Task AssertWholeAsync(KubernetesCluster cluster)
    {
        var history = await cluster.Helm.RequireAsync(["history", "web", "-n", "shop", "-o", "json"], Stop);
        var revision = Assert.Single(JsonNode.Parse(history)!.AsArray())!;
        Assert.Equal("deployed", (string?)revision["status"]);
        var left = await cluster.Kubectl.RequireAsync(["get", "secrets", "-n", "shop", "-o", "name"], Stop);
        Assert.DoesNotContain("releasemanager.render", left, StringComparison.Ordinal);
    }

    private static Task<string> InstallAsync(
        KubernetesCluster cluster,
        string ns,
        string chart,
        params string[] more
    ) =>
        cluster.Helm.RequireAsync(
            ["install", "web", LabCharts.At(chart), "-n", ns, "--create-namespace", .. more],
            Stop
        );

    private static ImportOptions Render(params (string Name, string Source)[] sources) =>
        new()
        {
            Render = new RenderInput { HelmBinary = LabFixture.Tools.Helm },
            Settings = new ReleaseImportSettings
            {
                Mode = ReleaseImportMode.Render,
                ChartSources = sources.ToDictionary(one => one.Name, one => one.Source, StringComparer.Ordinal),
            },
        };
}
