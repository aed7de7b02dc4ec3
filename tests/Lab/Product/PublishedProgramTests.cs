using System.Reflection.PortableExecutable;
using System.Text.Json.Nodes;
using ReleaseManager.Lab.Chart;
using Xunit;

namespace ReleaseManager.Lab.Product;

/// <summary>What the image holds, run as the chart's Pod would: its user, its configuration, its service account's token.</summary>
public sealed class PublishedProgramTests(LabFixture lab, PublishedFolder published) : IClassFixture<PublishedFolder>
{
    private const string Namespace = "published";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_compiled_ahead_and_says_its_version()
    {
        var program = await published.TakeAsync(new Dictionary<string, string>(StringComparer.Ordinal));

        var said = (await program.RunProgramAsync(Stop, "version")).Require();

        Assert.StartsWith("releasemanager ", said, StringComparison.Ordinal);
        await using var file = File.OpenRead(Path.Combine(program.Folder, "ReleaseManager.Core.dll"));
        using var reader = new PEReader(file);
        Assert.NotEqual(0, reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",rbac.namespaces={published}")]
    [InlineData(",includeReferences=true")]
    public async Task It_exports_with_the_rights_and_the_configuration_of_the_chart(string set)
    {
        var (a, _) = await lab.SharedAsync();
        var program = await published.TakeAsync(new Dictionary<string, string>(StringComparer.Ordinal));
        await a.Helm.RequireAsync(
            [
                "upgrade",
                "--install",
                "keeper",
                ManagerChart.Folder,
                "--namespace",
                Namespace,
                "--create-namespace",
                .. ManagerChart.RequiredLocally,
                "--set",
                $"verbose=true{set}",
            ],
            Stop
        );
        var folder = Directory.CreateTempSubdirectory("releasemanager-pod-").FullName;
        try
        {
            var config = await MountAsync(a, folder);
            var state = Path.Combine(folder, "state");
            string[] arguments =
            [
                "export",
                "local",
                "--config",
                config,
                "--path",
                state,
                "--kubeconfig",
                Path.Combine(folder, "kubeconfig"),
            ];

            var first = await program.RunProgramAsync(Stop, [.. arguments, "--debug"]);
            var second = await program.RunProgramAsync(Stop, [.. arguments, "--output", "json"]);

            Assert.Contains("Snapshot 1 written", first.Require(), StringComparison.Ordinal);
            Assert.DoesNotContain(" 403 ", first.Error, StringComparison.Ordinal);
            Assert.Contains(" 200 ", first.Error, StringComparison.Ordinal);
            Assert.False((bool?)JsonNode.Parse(second.Require())!["written"]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            await a.Helm.RunAsync(["uninstall", "keeper", "--namespace", Namespace], Stop);
        }
    }

    /// <summary>Puts what the Pod would have mounted into a folder that the image's user may use.</summary>
    /// <returns>The configuration file.</returns>
    private static async Task<string> MountAsync(KubernetesCluster cluster, string folder)
    {
        string[] of = ["--namespace", Namespace];
        var map = JsonNode.Parse(
            await cluster.Kubectl.RequireAsync(
                ["get", "configmap", "keeper-releasemanager", "--output", "json", .. of],
                Stop
            )
        )!;
        var token = await cluster.Kubectl.RequireAsync(["create", "token", "keeper-releasemanager", .. of], Stop);
        var kubeconfig = Path.Combine(folder, "kubeconfig");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "config.yaml"),
            ManagerChart.Text(map["data"]!["config.yaml"]),
            Stop
        );
        await File.WriteAllTextAsync(Path.Combine(folder, "token"), token.Trim(), Stop);
        var admin = (await File.ReadAllLinesAsync(cluster.Kubeconfig, Stop)).TakeWhile(line => line != "users:");
        await File.WriteAllLinesAsync(
            kubeconfig,
            [
                .. admin,
                "users:",
                $"  - name: {ClientIdentity.Admin.User}",
                "    user:",
                $"      tokenFile: {folder}/token",
            ],
            Stop
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        }

        return Path.Combine(folder, "config.yaml");
    }
}
