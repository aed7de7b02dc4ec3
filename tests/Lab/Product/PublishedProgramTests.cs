using System.Globalization;
using System.Reflection.PortableExecutable;
using System.Text.Json.Nodes;
using ReleaseManager.Lab.Chart;
using Xunit;

namespace ReleaseManager.Lab.Product;

/// <summary>What the image holds, run as the chart's Pod would: its user, its arguments, its configuration, its service account's token.</summary>
public sealed class PublishedProgramTests(LabFixture lab, PublishedFolder published)
{
    private const string Namespace = "published";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_compiled_ahead_and_says_its_version()
    {
        var program = await published.TakeAsync();

        var said = (await program.RunProgramAsync(Stop, "version")).Require();

        Assert.StartsWith("releasemanager ", said, StringComparison.Ordinal);
        await using var file = File.OpenRead(Path.Combine(program.Folder, "ReleaseManager.Core.dll"));
        using var reader = new PEReader(file);
        Assert.NotEqual(0, reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size);
    }

    /// <summary>Where RBAC refuses one call the test fails: the chart gives what the program asks for.</summary>
    [Theory]
    [InlineData("")]
    [InlineData(",rbac.namespaces={published}")]
    [InlineData(",includeReferences=true")]
    public async Task The_daemon_saves_with_the_arguments_configuration_and_rights_of_the_chart(string set)
    {
        var (a, _) = await lab.SharedAsync();
        var program = await published.TakeAsync();
        var folder = Directory.CreateTempSubdirectory("releasemanager-pod-").FullName;
        OpenToAll(folder);
        var state = Path.Combine(folder, "state");
        await InstallAsync(a, "keeper", ManagerChart.Folder, "--set", Settings(folder, state) + set);
        try
        {
            await using var pod = await DaemonPod.StartAsync(program, a, Namespace, folder, Stop);
            await Poll.UntilAsync("health", Soon, stop => pod.SaysAsync("/healthz", "", stop), stop: Stop);
            await InstallAsync(a, "web", LabCharts.At("plain"));
            await Poll.UntilAsync(
                "the new release",
                Soon,
                stop => pod.SaysAsync("/releases", "\"web\"", stop),
                stop: Stop
            );

            var lease = await a.Kubectl.RequireAsync(
                [
                    "get",
                    "lease",
                    "--namespace",
                    Namespace,
                    "--output",
                    "jsonpath={.items[*].metadata.name} {.items[*].spec.holderIdentity}",
                ],
                Stop
            );
            pod.Terminate();
            await Poll.UntilAsync("the end", Grace, _ => Task.FromResult(pod.HasEnded), stop: Stop);

            Assert.Equal($"keeper-releasemanager {DaemonPod.Name}", lease);
            Assert.Contains(" 200 ", pod.Log, StringComparison.Ordinal);
            Assert.DoesNotContain(" 403 ", pod.Log, StringComparison.Ordinal);
            Assert.All(
                pod.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Where(line => !line.StartsWith("debug: ", StringComparison.Ordinal)),
                line => Assert.IsType<JsonObject>(JsonNode.Parse(line))
            );
            (await program.RunProgramAsync(Stop, "verify", "local", "--path", state)).Require();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            await a.Helm.RunAsync(["uninstall", "keeper", "web", "--namespace", Namespace], Stop);
            await a.Kubectl.RunAsync(["delete", "lease", "--all", "--namespace", Namespace], Stop);
        }
    }

    private static string Settings(string folder, string state) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"backend.type=local,backend.path={state},persistence.enabled=true,persistence.mountPath={folder},http.port={LabPorts.Free()},debug=true"
        );

    private static Task<string> InstallAsync(
        KubernetesCluster cluster,
        string release,
        string chart,
        params string[] more
    ) =>
        cluster.Helm.RequireAsync(
            ["upgrade", "--install", release, chart, "--namespace", Namespace, "--create-namespace", .. more],
            Stop
        );

    private static void OpenToAll(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        }
    }
}
