using System.Text.Json.Nodes;
using ReleaseManager.Lab.Product;
using ReleaseManager.Lab.RoundTrip;
using Xunit;

namespace ReleaseManager.Lab.Waiting;

/// <summary>The command line waits for what the cluster takes its time over, and says what it waited for in vain.</summary>
public sealed class WaitingImportTests(LabFixture lab)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_release_that_takes_its_time_is_ready_when_the_import_is_through()
    {
        var (a, b) = await lab.EmptyAsync();
        var trip = new Trip(lab);
        await InstallAsync(a, "slow", """lab.releasemanager/delay: "3" """);
        await trip.ExportAsync(a);

        var result = await new ReleaseManagerCli(b.Kubeconfig).RunVerbAsync(
            Stop,
            "import",
            "local",
            "--path",
            trip.Folder,
            "--wait",
            "--timeout",
            "60s"
        );

        result.Require();
        var deployment = JsonNode.Parse(
            await b.Kubectl.RequireAsync(["get", "deployment", "slow", "--namespace=slow", "--output=json"], Stop)
        )!;
        Assert.Equal(2, (int?)deployment["status"]!["readyReplicas"]);
    }

    [Fact]
    public async Task A_release_that_does_not_get_ready_fails_with_what_it_lacks_and_the_last_events()
    {
        var (a, b) = await lab.EmptyAsync();
        var trip = new Trip(lab);
        await InstallAsync(a, "held", """lab.releasemanager/hold: "true" """);
        await trip.ExportAsync(a);

        var result = await new ReleaseManagerCli(b.Kubeconfig).RunVerbAsync(
            Stop,
            "import",
            "local",
            "--path",
            trip.Folder,
            "--wait",
            "--release-timeout",
            "5",
            "--output",
            "json"
        );

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("ReleaseNotReady", result.Output, StringComparison.Ordinal);
        Assert.Contains("Deployment held/held: 0 of 2 replicas ready", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            "condition Available=False (MinimumReplicasUnavailable",
            result.Output,
            StringComparison.Ordinal
        );
        Assert.Matches("; Pod held-[0-9a-z-]+: phase Pending", result.Output);
        Assert.Contains(
            "events of Deployment held: ScalingReplicaSet: Scaled up",
            result.Output,
            StringComparison.Ordinal
        );
        var history = JsonNode.Parse(
            await b.Helm.RequireAsync(["history", "held", "--namespace=held", "--output=json"], Stop)
        )!;
        Assert.Equal("failed", (string?)history[0]!["status"]);
    }

    private async Task InstallAsync(KubernetesCluster cluster, string name, string annotation)
    {
        var chart = await WrittenChart.WriteAsync(
            lab.CreateFolder(),
            name,
            $$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: {{name}}}
            spec:
              replicas: 2
              selector: {matchLabels: {app: {{name}} } }
              template:
                metadata: {labels: {app: {{name}} }, annotations: { {{annotation}} } }
                spec: {containers: [{name: main, image: "lab/x:1"}]}
            """
        );
        await cluster.Helm.RequireAsync(["install", name, chart, $"--namespace={name}", "--create-namespace"], Stop);
    }
}
