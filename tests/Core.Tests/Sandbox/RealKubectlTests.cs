using System.Text.Json.Nodes;
using Xunit;

namespace ReleaseManager.Core.Tests.Sandbox;

/// <summary>Real kubectl takes the sandbox for a cluster.</summary>
public sealed class RealKubectlTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, labels: {app: web}}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - {name: main, image: "example.com/web:1", ports: [{containerPort: 80}], env: [{name: A, value: "1"}]}
        """;

    [Fact]
    public async Task Objects_are_created_read_and_deleted()
    {
        var kubectl = RealTool.Require("kubectl", fixture.Kubeconfig);
        await kubectl.RunAsync("create", "namespace", "objects");
        await kubectl.RunAsync("create", "secret", "generic", "one", "--from-literal=a=b", "-n", "objects");
        await kubectl.RunAsync("create", "configmap", "one", "--from-literal=a=b", "-n", "objects");

        var secret = JsonNode.Parse(await kubectl.RunAsync("get", "secret", "one", "-n", "objects", "-o", "json"))!;
        Assert.Equal("Yg==", secret["data"]!["a"]!.ToString());
        var table = await kubectl.RunAsync("get", "secrets", "-n", "objects");
        Assert.StartsWith("NAME", table, StringComparison.Ordinal);
        Assert.Contains("Opaque", table, StringComparison.Ordinal);
        Assert.Contains(
            "one",
            await kubectl.RunAsync("describe", "secret", "one", "-n", "objects"),
            StringComparison.Ordinal
        );

        await kubectl.RunAsync("label", "secret", "one", "x=y", "-n", "objects");
        Assert.Equal("secret/one\n", await kubectl.RunAsync("get", "secrets", "-A", "-l", "x=y", "-o", "name"));
        await kubectl.RunAsync("delete", "namespace", "objects");
        var (code, _, error) = await kubectl.TryAsync("get", "namespace", "objects");
        Assert.NotEqual(0, code);
        Assert.Contains("NotFound", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manifests_are_applied_by_the_client_and_by_the_server()
    {
        var kubectl = RealTool.Require("kubectl", fixture.Kubeconfig);
        await kubectl.RunAsync("create", "namespace", "applied");
        var file = Path.Combine(Path.GetDirectoryName(fixture.Kubeconfig)!, "deployment.yaml");
        await File.WriteAllTextAsync(file, Deployment, TestContext.Current.CancellationToken);
        Assert.Contains("created", await ApplyAsync(), StringComparison.Ordinal);
        Assert.Contains("unchanged", await ApplyAsync(), StringComparison.Ordinal);
        await kubectl.RunAsync("rollout", "status", "deployment/web", "-n", "applied", "--timeout=30s");

        var changed = Deployment.Replace("web:1", "web:2", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, changed, TestContext.Current.CancellationToken);
        Assert.Contains("configured", await ApplyAsync(), StringComparison.Ordinal);
        Assert.Contains("serverside-applied", await ApplyAsync("--server-side"), StringComparison.Ordinal);
        var (code, _, error) = await kubectl.TryAsync(
            "apply",
            "-n",
            "applied",
            "--server-side",
            "--field-manager=other",
            "-f",
            await WithAsync(changed.Replace("web:2", "web:3", StringComparison.Ordinal))
        );
        Assert.NotEqual(0, code);
        Assert.Contains("conflict with \"kubectl\"", error, StringComparison.Ordinal);

        Task<string> ApplyAsync(params string[] more) =>
            kubectl.RunAsync(["apply", "-n", "applied", "-f", file, .. more]);

        async Task<string> WithAsync(string text)
        {
            var other = file + ".other.yaml";
            await File.WriteAllTextAsync(other, text, TestContext.Current.CancellationToken);
            return other;
        }
    }

    [Fact]
    public async Task Access_is_told_as_the_test_forbids_it()
    {
        var kubectl = RealTool.Require("kubectl", fixture.Kubeconfig);
        Assert.Equal("yes\n", await kubectl.RunAsync("auth", "can-i", "list", "secrets", "-n", "default"));
        fixture.Cluster.Faults.Forbid(request => request is { Resource: "secrets", Namespace: "default" });
        try
        {
            Assert.Equal("no\n", (await kubectl.TryAsync("auth", "can-i", "list", "secrets", "-n", "default")).Output);
            var (code, _, error) = await kubectl.TryAsync("get", "secrets", "-n", "default");
            Assert.NotEqual(0, code);
            Assert.Contains("Forbidden", error, StringComparison.Ordinal);
        }
        finally
        {
            fixture.Cluster.Faults.Clear();
        }
    }
}
