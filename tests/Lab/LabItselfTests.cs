using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace ReleaseManager.Lab;

/// <summary>The lab is what it says: real clusters in which real Helm works, empty when asked for, gone at the end.</summary>
public sealed class LabItselfTests(LabFixture lab)
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Helm_installs_a_chart_with_hooks_and_a_deployment_in_both_clusters()
    {
        var clusters = await lab.SharedAsync();
        foreach (var cluster in (KubernetesCluster[])[clusters.A, clusters.B])
        {
            await InstallAsync(cluster, "jobs", "hooks");
            await InstallAsync(cluster, "web", "plain", "--wait");
            var list = JsonNode.Parse(await cluster.Helm.RequireAsync(["list", "-A", "-o", "json"], Stop))!.AsArray();
            Assert.Contains(list, release => IsDeployed(release!, "jobs"));
            Assert.Contains(list, release => IsDeployed(release!, "web"));
        }
    }

    [Theory]
    [InlineData("workloads")]
    [InlineData("storage")]
    [InlineData("network")]
    public async Task Helm_sees_pods_volumes_and_load_balancers_get_ready(string chart)
    {
        var (a, _) = await lab.SharedAsync();

        await InstallAsync(a, "ready-" + chart, chart, "--wait", "--wait-for-jobs");
    }

    [Fact]
    public async Task A_pod_marked_to_fail_fails_the_install()
    {
        var (a, _) = await lab.SharedAsync();

        var result = await a.Helm.RunAsync(Install("sad", "failing", "--set", "fail=pre-install"), Stop);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("failed pre-install", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_may_be_held_and_delayed()
    {
        var (a, _) = await lab.SharedAsync();
        using var api = a.OpenApi();
        await api.CreateAsync(Pods, Pod("held", "hold", "true"), Stop);
        await api.CreateAsync(Pods, Pod("slow", "delay", "1"), Stop);

        var slow = await EndOfAsync(api, "slow");

        // The API keeps whole seconds: a Pod without a delay starts in the second of its creation.
        Assert.InRange(
            Time(slow["status"]!["startTime"]) - Time(slow["metadata"]!["creationTimestamp"]),
            Second,
            Second * 60
        );
        var held = await api.GetAsync($"{Pods}/held", Stop);
        Assert.Equal("Pending", held!["status"]!["phase"]!.GetValue<string>());
        await a.Kubectl.RequireAsync(["delete", "pod", "held", "slow", "--timeout=30s"], Stop);
    }

    [Fact]
    public async Task The_log_of_a_pod_can_be_read()
    {
        var (a, _) = await lab.SharedAsync();
        using var api = a.OpenApi();
        await api.CreateAsync(Pods, Pod("talks", "log", "first\nall is well"), Stop);
        await EndOfAsync(api, "talks");

        Assert.Equal("first\nall is well\n", await a.Kubectl.RequireAsync(["logs", "talks"], Stop));
        Assert.Equal("all is well\n", await a.Kubectl.RequireAsync(["logs", "talks", "--tail=1"], Stop));
    }

    [Fact]
    public async Task A_recycled_cluster_is_another_one_and_empty()
    {
        var (a, b) = await lab.SharedAsync();
        await InstallAsync(b, "gone", "plain");
        var before = await IdentityAsync(b);
        var neighbour = await IdentityAsync(a);

        await b.RecycleAsync(Stop);

        Assert.NotEqual(before, await IdentityAsync(b));
        Assert.Equal(neighbour, await IdentityAsync(a));
        Assert.Equal("[]", (await b.Helm.RequireAsync(["list", "-A", "-a", "-o", "json"], Stop)).Trim());
        using var api = b.OpenApi();
        Assert.False(await api.ExistsAsync("/api/v1/namespaces/gone", Stop));
    }

    [Fact]
    public async Task Helm_keeps_its_records_where_the_driver_says()
    {
        var (a, _) = await lab.SharedAsync();

        var helm = a.HelmAs(driver: "configmap");
        await helm.RequireAsync(Install("maps", "empty"), Stop);

        using var api = a.OpenApi();
        const string record = "sh.helm.release.v1.maps.v1";
        Assert.True(await api.ExistsAsync($"/api/v1/namespaces/maps/configmaps/{record}", Stop));
        Assert.False(await api.ExistsAsync($"/api/v1/namespaces/maps/secrets/{record}", Stop));
    }

    [Fact]
    public async Task A_user_without_rights_is_forbidden_and_an_expired_one_unauthorized()
    {
        var (a, _) = await lab.SharedAsync();

        var nobody = await a.HelmAs(a.WriteKubeconfig(ClientIdentity.Nobody)).RunAsync(["list", "-A"], Stop);
        var expired = await a.HelmAs(a.WriteKubeconfig(ClientIdentity.Expired)).RunAsync(["list", "-A"], Stop);
        var rsa = a.WriteKubeconfig(ClientIdentity.Admin with { User = "lab-rsa", Rsa = true });
        var admin = await a.HelmAs(rsa).RunAsync(["list", "-A"], Stop);

        Assert.Contains("forbidden", nobody.Error, StringComparison.Ordinal);
        Assert.Contains("provide credentials", expired.Error, StringComparison.Ordinal);
        Assert.Equal(0, admin.ExitCode);
        // Helm warns of a kubeconfig that others may read.
        Assert.DoesNotContain("WARNING", admin.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_may_serve_less_and_leaves_no_process_behind()
    {
        var cluster = await lab.StartAsync(
            new ClusterOptions
            {
                Name = "strict",
                ApiServerFlags = ["--runtime-config=networking.k8s.io/v1beta1=false"],
            }
        );
        IReadOnlyList<int> processes;
        await using (cluster)
        {
            processes = cluster.ProcessIds;
            using var api = cluster.OpenApi();
            Assert.True(await api.ExistsAsync("/apis/networking.k8s.io/v1", Stop));
            Assert.False(await api.ExistsAsync("/apis/networking.k8s.io/v1beta1", Stop));
            Assert.All(processes, pid => Assert.True(IsRunning(pid)));
        }

        Assert.Equal(3, processes.Count);
        Assert.All(processes, pid => Assert.False(IsRunning(pid)));
    }

    [Fact]
    public async Task The_servers_end_with_their_owner_even_when_it_is_killed()
    {
        Assert.NotNull(LabFixture.Tools);
        var program = Path.Combine(AppContext.BaseDirectory, "lab.dll");
        var start = new ProcessStartInfo("dotnet", [program, "up"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var owner = Process.Start(start)!;
        // The last line comes when both clusters are up.
        while (
            await owner.StandardOutput.ReadLineAsync(Stop) is { } line
            && !line.StartsWith("Ctrl+C", StringComparison.Ordinal)
        ) { }
        var servers = ChildrenOf(owner.Id);

        owner.Kill();
        await owner.WaitForExitAsync(Stop);

        Assert.Equal(6, servers.Count);
        await Poll.UntilAsync(
            "the servers' end",
            TimeSpan.FromSeconds(10),
            _ => Task.FromResult(!servers.Any(IsRunning)),
            stop: Stop
        );
    }

    private static DateTimeOffset Time(JsonNode? text) =>
        DateTimeOffset.Parse(text!.GetValue<string>(), CultureInfo.InvariantCulture);

    private static async Task<JsonObject> EndOfAsync(LabApi api, string pod)
    {
        JsonObject? seen = null;
        await Poll.UntilAsync(
            $"the end of Pod {pod}",
            TimeSpan.FromSeconds(30),
            async inner =>
            {
                seen = await api.GetAsync($"{Pods}/{pod}", inner);
                return seen?["status"]?["phase"]?.GetValue<string>() is "Succeeded";
            },
            stop: Stop
        );
        return seen!;
    }

    private static async Task InstallAsync(
        KubernetesCluster cluster,
        string release,
        string chart,
        params string[] more
    )
    {
        var result = await cluster.Helm.RunAsync(Install(release, chart, more), Stop);
        result.Require();
        TestContext.Current.TestOutputHelper?.WriteLine($"{cluster.Name} {chart}: {result.Took.TotalSeconds:0.00} s");
    }

    private static List<string> Install(string release, string chart, params string[] more) =>
        ["install", release, LabCharts.At(chart), "-n", release, "--create-namespace", "--timeout", "60s", .. more];

    private static bool IsDeployed(JsonNode release, string name) =>
        release["name"]!.GetValue<string>() == name && release["status"]!.GetValue<string>() == "deployed";

    private static async Task<string> IdentityAsync(KubernetesCluster cluster)
    {
        using var api = cluster.OpenApi();
        var system = await api.GetAsync("/api/v1/namespaces/kube-system", Stop);
        return system!["metadata"]!["uid"]!.GetValue<string>();
    }

    private static JsonObject Pod(string name, string wish, string value) =>
        new()
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["annotations"] = new JsonObject { ["lab.releasemanager/" + wish] = value },
            },
            ["spec"] = new JsonObject
            {
                ["restartPolicy"] = "Never",
                ["containers"] = new JsonArray(new JsonObject { ["name"] = "main", ["image"] = "lab/step:1" }),
            },
        };

    private static List<int> ChildrenOf(int parent) =>
        [.. Process.GetProcesses().Select(process => process.Id).Where(pid => ParentOf(pid) == parent)];

    private static bool IsRunning(int pid) => ParentOf(pid) is not null;

    // The fourth field of /proc/<pid>/stat, counted after the name, which may hold spaces; a zombie is no running process.
    private static int? ParentOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? null : int.Parse(fields[1], null);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
