using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Lab.Chart;

/// <summary>The daemon's chart, rendered by real Helm and judged by a real API server.</summary>
public sealed class ChartRenderingTests(LabFixture lab)
{
    /// <summary>Kinds of the Prometheus operator, which the lab does not have.</summary>
    private static readonly string[] Foreign = ["ServiceMonitor", "PrometheusRule"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Helm_finds_nothing_to_complain_of()
    {
        var (a, _) = await lab.SharedAsync();

        var output = await a.Helm.RequireAsync(
            ["lint", "--strict", ManagerChart.Folder, .. ManagerChart.Required],
            Stop
        );

        Assert.DoesNotContain("[WARNING]", output, StringComparison.Ordinal);
        Assert.DoesNotContain("[ERROR]", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_value_is_tried_and_stands_in_the_readme()
    {
        var values = YamlReader.Read(
            await File.ReadAllTextAsync(Path.Combine(ManagerChart.Folder, "values.yaml"), Stop)
        );
        var readme = await File.ReadAllTextAsync(Path.Combine(ManagerChart.Folder, "README.md"), Stop);

        var tried = ChartValues.All.Select(value => value.Path).ToList();
        var left = Paths(values!, "")
            .Where(path => !tried.Any(one => path == one || path.StartsWith(one + ".", StringComparison.Ordinal)));

        Assert.Empty(left);
        Assert.All(tried, path => Assert.Contains($"`{path}`", readme, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_value_changes_what_is_rendered_and_an_API_server_takes_it()
    {
        var (a, _) = await lab.SharedAsync();
        List<string> documents = [];
        List<string> idle = [];
        foreach (var (value, at) in ChartValues.All.Select((value, at) => (value, at)))
        {
            var release = $"case-{at}";
            var with = (await ManagerChart.RenderAsync(a, release, value.Alone, Stop)).Require();
            var without = (await ManagerChart.RenderAsync(a, release, value.Without, Stop)).Require();
            documents.Add(with);
            if (with == without)
            {
                idle.Add(value.Path);
            }
        }

        Assert.Empty(idle);
        await TakeAsync(a, documents);
    }

    [Fact]
    public async Task All_values_together_are_rendered_and_an_API_server_takes_them()
    {
        var (a, _) = await lab.SharedAsync();
        string[] elsewhere =
        [
            "backend.type",
            "persistence.enabled",
            "serviceAccount.create",
            "rbac.create",
            "retention.enabled",
        ];
        var own = ChartValues
            .All.Where(value => !elsewhere.Contains(value.Path))
            .SelectMany(value => value.Own)
            .ToList();
        var more = (string[])
            ["--set", "networkPolicy.enabled=true,serviceMonitor.enabled=true,prometheusRule.enabled=true"];
        var locally = (string[])
            [
                .. own,
                .. more,
                .. ManagerChart.RequiredLocally,
                "--set",
                "podDisruptionBudget.enabled=true,replicaCount=3",
            ];

        var inBucket = (await ManagerChart.RenderAsync(a, "all", [.. own, .. more], Stop)).Require();
        var inFolder = (await ManagerChart.RenderAsync(a, "all-local", locally, Stop)).Require();

        Assert.Superset(
            Foreign.ToHashSet(),
            ManagerChart.Read(inBucket).Select(one => ManagerChart.Text(one["kind"])!).ToHashSet()
        );
        await TakeAsync(a, [inBucket, inFolder]);
    }

    [Theory]
    [InlineData("backend.path", "--set", "s3.bucket=b")]
    [InlineData("backend.path", "--set", "s3.bucket=b,path=")]
    [InlineData("s3.bucket", "--set", "path=p")]
    [InlineData("backend.type", "--set", "path=p,backend.type=gcs")]
    [InlineData("replicaCount", "--set", "path=p,s3.bucket=b,replicaCount=two")]
    [InlineData("debug", "--set-string", "path=p,s3.bucket=b,debug=true")]
    [InlineData("pollingInterval", "--set", "path=p,s3.bucket=b,daemon.pollingInterval=0")]
    [InlineData("buckett", "--set", "path=p,s3.bucket=b,s3.buckett=b")]
    [InlineData("hosts", "--set", "path=p,s3.bucket=b,ingress.hosts=a.example.com")]
    [InlineData("endpointUrl", "--set", "path=p,s3.bucket=b,s3.endpointUrl=minio")]
    [InlineData("exec", "--set", "path=p,s3.bucket=b,livenessProbe.exec.command={true}")]
    [InlineData("s3.secretAccessKey", "--set", "path=p,s3.bucket=b,s3.accessKeyID=id")]
    [InlineData("extraConfig.secretAccessKey", "--set", "path=p,s3.bucket=b,extraConfig.secretAccessKey=x")]
    [InlineData("extraConfig.path", "--set", "path=p,s3.bucket=b,extraConfig.path=x")]
    [InlineData("absolute", "--set", "path=p,backend.type=local,persistence.enabled=true")]
    [InlineData("mounted at", "--set", "path=/p,backend.type=local,persistence.enabled=true")]
    [InlineData("outlives", "--set", "path=/p,backend.type=local")]
    [InlineData(
        "ReadWriteMany",
        "--set",
        "path=/var/lib/releasemanager,backend.type=local,persistence.enabled=true,replicaCount=2"
    )]
    public async Task What_does_not_fit_is_refused_by_name(string said, params string[] arguments)
    {
        var (a, _) = await lab.SharedAsync();

        var result = await ManagerChart.RenderAsync(a, "keeper", arguments, Stop);

        Assert.False(result.Succeeded, result.Output);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("releases/blue", "path=releases/blue")]
    [InlineData("releases/blue", "backend.path=releases/blue")]
    [InlineData("releases/blue", "backend.path=releases/blue,path=other")]
    [InlineData("2024", "path=2024")]
    [InlineData("12345678", "backend.path=12345678")]
    public async Task The_path_of_the_original_values_is_an_argument_and_stands_nowhere_else(string path, string set)
    {
        var (a, _) = await lab.SharedAsync();

        var objects = await ManagerChart.ObjectsAsync(a, ["--set", set, "--set", "s3.bucket=b"], Stop);

        Assert.Equal(
            ["daemon", "s3", "--config", "/etc/releasemanager/config.yaml", "--path", path, "--release-name", "keeper"],
            objects.Container()["args"]!.AsArray().Select(ManagerChart.Text)
        );
        Assert.DoesNotContain("path:", objects.Configuration(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_checksum_follows_the_settings_and_not_the_path()
    {
        var (a, _) = await lab.SharedAsync();

        var blue = await ChecksumAsync(a, "backend.path=blue");
        var green = await ChecksumAsync(a, "backend.path=green");
        var verbose = await ChecksumAsync(a, "backend.path=blue,verbose=true");

        Assert.Equal(blue, green);
        Assert.NotEqual(blue, verbose);
    }

    [Theory]
    [InlineData("RollingUpdate", "path=p,s3.bucket=b")]
    [InlineData("Recreate", "path=/var/lib/releasemanager,backend.type=local,persistence.enabled=true")]
    [InlineData(
        "RollingUpdate",
        "path=/var/lib/releasemanager,backend.type=local,persistence.enabled=true,persistence.accessModes={ReadWriteMany}"
    )]
    public async Task One_volume_of_one_node_is_handed_over_before_it_is_taken(string strategy, string set)
    {
        var (a, _) = await lab.SharedAsync();

        var objects = await ManagerChart.ObjectsAsync(a, ["--set", set], Stop);

        Assert.Equal(strategy, ManagerChart.Text(objects.Single("Deployment")["spec"]!["strategy"]!["type"]));
    }

    [Theory]
    [InlineData("1.20.2", "policy/v1beta1")]
    [InlineData("1.21.0", "policy/v1")]
    [InlineData("1.34.1", "policy/v1")]
    public async Task A_disruption_budget_is_written_as_the_cluster_takes_it(string version, string apiVersion)
    {
        var (a, _) = await lab.SharedAsync();

        var objects = await ManagerChart.ObjectsAsync(
            a,
            [.. ManagerChart.Required, "--set", "replicaCount=2", "--kube-version", version],
            Stop
        );

        Assert.Equal(apiVersion, ManagerChart.Text(objects.Single("PodDisruptionBudget")["apiVersion"]));
    }

    private static async Task<string> ChecksumAsync(KubernetesCluster cluster, string set)
    {
        var objects = await ManagerChart.ObjectsAsync(cluster, ["--set", set, "--set", "s3.bucket=b"], Stop);
        var metadata = objects.Single("Deployment")["spec"]!["template"]!["metadata"]!;
        return ManagerChart.Text(metadata["annotations"]!["checksum/config"])!;
    }

    /// <summary>Has the API server check all objects of the kinds that it knows, and create none.</summary>
    private async Task TakeAsync(KubernetesCluster cluster, IEnumerable<string> documents)
    {
        foreach (var ns in ChartValues.Namespaces)
        {
            await cluster.Kubectl.RunAsync(["create", "namespace", ns], Stop);
        }

        var items = documents
            .SelectMany(ManagerChart.Read)
            .Where(one => !Foreign.Contains(ManagerChart.Text(one["kind"])))
            .ToList();
        var file = Path.Combine(lab.CreateFolder(), "objects.json");
        var list = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "List",
            ["items"] = new JsonArray([.. items]),
        };
        await File.WriteAllTextAsync(file, list.ToJsonString(), Stop);
        var taken = await cluster.Kubectl.RequireAsync(
            ["create", "--dry-run=server", "--filename", file, "--output", "name"],
            Stop
        );
        Assert.Equal(items.Count, taken.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private static IEnumerable<string> Paths(JsonNode node, string path) =>
        node is JsonObject { Count: > 0 } members
            ? members.SelectMany(member => Paths(member.Value!, path.Length == 0 ? member.Key : $"{path}.{member.Key}"))
            : [path];
}
