using ReleaseManager.Lab.Product;
using Xunit;

namespace ReleaseManager.Lab.Chart;

/// <summary>The configuration file that the chart renders is one that the command line reads.</summary>
public sealed class ChartConfigurationTests(LabFixture lab)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_command_line_finds_the_bucket_in_it()
    {
        var (a, _) = await lab.SharedAsync();
        var file = await RenderAsync(
            a,
            [
                "--set",
                "path=p,s3.bucket=acme,s3.endpointUrl=http://127.0.0.1:1,s3.forcePathStyle=true,s3.region=eu-central-1",
                "--set",
                "s3.serverSideEncryption=aws:kms,s3.kmsKeyId=k,s3.storageClass=STANDARD_IA,verbose=true",
            ]
        );

        var result = await RunAsync(
            a,
            "list",
            "s3",
            "--config",
            file,
            "--path",
            "p",
            "--accessKeyID",
            "id",
            "--secretAccessKey",
            "key"
        );

        Assert.Equal(4, result.ExitCode);
        Assert.Contains("acme", result.Error, StringComparison.Ordinal);
        AssertKnown(result);
    }

    [Fact]
    public async Task The_command_line_understands_every_key_of_it()
    {
        var (a, _) = await lab.SharedAsync();
        var state = lab.CreateFolder();
        var file = await RenderAsync(
            a,
            [
                .. ManagerChart.RequiredLocally,
                "--set",
                "rbac.namespaces={a,b},includeReferences=true,http.token.existingSecret=t,ingress.hosts={c.example.com},retention.weekly=2,log.format=text",
            ]
        );

        var result = await RunAsync(a, "prune", "local", "--config", file, "--path", state, "--dry-run");

        // Nothing is there; before that the rules of retention were read from the file.
        Assert.Equal(5, result.ExitCode);
        AssertKnown(result);
    }

    private async Task<string> RenderAsync(KubernetesCluster cluster, string[] arguments)
    {
        var file = Path.Combine(lab.CreateFolder(), "config.yaml");
        var objects = await ManagerChart.ObjectsAsync(cluster, arguments, Stop);
        await File.WriteAllTextAsync(file, objects.Configuration(), Stop);
        return file;
    }

    private static Task<ToolResult> RunAsync(KubernetesCluster cluster, params string[] arguments) =>
        new ReleaseManagerCli(cluster.Kubeconfig).RunVerbAsync(Stop, arguments);

    private static void AssertKnown(ToolResult result) =>
        Assert.DoesNotContain("warning:", result.Error, StringComparison.Ordinal);
}
