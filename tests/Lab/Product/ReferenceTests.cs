using System.Text.Json.Nodes;
using ReleaseManager.Lab.RoundTrip;
using Xunit;

namespace ReleaseManager.Lab.Product;

/// <summary>What a release refers to and does not own goes from cluster to cluster with it, where that is asked for.</summary>
public sealed class ReferenceTests(LabFixture lab)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Secrets_made_by_hand_come_back_byte_by_byte_where_they_are_asked_for_and_dangle_where_not()
    {
        var (a, b) = await lab.EmptyAsync();
        var trip = new Trip(lab);
        await PrepareAsync(a);
        var source = new ReleaseManagerCli(a.Kubeconfig);
        var target = new ReleaseManagerCli(b.Kubeconfig);

        (await source.RunVerbAsync(Stop, "export", "local", "--path", trip.Folder)).Require();
        var unsaved = Assert.Single((await trip.PlanAsync(b)).Releases);
        (await source.RunVerbAsync(Stop, "export", "local", "--path", trip.Folder, "--include-references")).Require();
        var plan = await target.RunVerbAsync(Stop, "plan", "local", "--path", trip.Folder);
        plan.Require();
        (await target.RunVerbAsync(Stop, "import", "local", "--path", trip.Folder, "--include-references")).Require();

        Assert.Equal(
            [
                "Secret refs/db (Deployment web)",
                "Secret refs/pull (Deployment web)",
                "ServiceAccount refs/runner (Deployment web)",
            ],
            unsaved.DanglingReferences
        );
        Assert.Contains(
            "refers to what is not there: Secret refs/db (Deployment web): it is saved, and -IncludeReferences",
            plan.Output,
            StringComparison.Ordinal
        );
        foreach (var name in (string[])["db", "pull"])
        {
            var (there, here) = (await GetAsync(a, "secret", name), await GetAsync(b, "secret", name));
            Assert.Equal(there["data"]!.ToJsonString(), here["data"]!.ToJsonString());
            Assert.Equal((string?)there["type"], (string?)here["type"]);
        }

        var account = await GetAsync(b, "serviceaccount", "runner");
        Assert.Equal("pull", (string?)account["imagePullSecrets"]![0]!["name"]);
        Assert.DoesNotContain(
            (await GetAsync(a, "serviceaccount", "runner"))["secrets"]?[0]?["name"]?.ToString() ?? "none",
            account["secrets"]?.ToJsonString() ?? "",
            StringComparison.Ordinal
        );
        await b.Helm.RequireAsync(["uninstall", "web", "--namespace=refs"], Stop);
        Assert.NotNull(await GetAsync(b, "secret", "db"));
    }

    private async Task PrepareAsync(KubernetesCluster cluster)
    {
        await cluster.Kubectl.RequireAsync(["create", "namespace", "refs"], Stop);
        var bytes = Path.Combine(lab.CreateFolder(), "bytes");
        await File.WriteAllBytesAsync(bytes, [.. Enumerable.Range(0, 256).Select(one => (byte)one)], Stop);
        await cluster.Kubectl.RequireAsync(
            ["create", "secret", "generic", "db", "--namespace=refs", $"--from-file=bytes={bytes}", "--type=lab/db"],
            Stop
        );
        await cluster.Kubectl.RequireAsync(
            [
                "create",
                "secret",
                "docker-registry",
                "pull",
                "--namespace=refs",
                "--docker-server=registry.example.com",
                "--docker-username=u",
                "--docker-password=p",
            ],
            Stop
        );
        await cluster.Kubectl.RequireAsync(["create", "serviceaccount", "runner", "--namespace=refs"], Stop);
        await cluster.Kubectl.RequireAsync(
            [
                "patch",
                "serviceaccount",
                "runner",
                "--namespace=refs",
                "--patch",
                """{"imagePullSecrets":[{"name":"pull"}]}""",
            ],
            Stop
        );
        var chart = lab.CreateFolder();
        Directory.CreateDirectory(Path.Combine(chart, "templates"));
        await File.WriteAllTextAsync(
            Path.Combine(chart, "Chart.yaml"),
            "apiVersion: v2\nname: web\nversion: 1.0.0\n",
            Stop
        );
        await File.WriteAllTextAsync(
            Path.Combine(chart, "templates", "web.yaml"),
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  serviceAccountName: runner
                  imagePullSecrets: [{name: pull}]
                  containers:
                  - {name: main, image: "lab/x:1", envFrom: [{secretRef: {name: db}}]}
            """,
            Stop
        );
        await cluster.Helm.RequireAsync(["install", "web", chart, "--namespace=refs"], Stop);
    }

    private static async Task<JsonNode> GetAsync(KubernetesCluster cluster, string kind, string name) =>
        JsonNode.Parse(
            await cluster.Kubectl.RequireAsync(["get", kind, name, "--namespace=refs", "--output=json"], Stop)
        )!;
}
