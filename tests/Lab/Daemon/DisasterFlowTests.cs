using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.S3.Model;
using ReleaseManager.Core.State;
using ReleaseManager.Lab.Chart;
using ReleaseManager.Lab.Product;
using ReleaseManager.Lab.Scenario;
using Xunit;

namespace ReleaseManager.Lab.Daemon;

/// <summary>
/// What the original's README promises of a disaster: one command brings everything into another cluster, the daemon included, which from then on writes
/// to a path of its own.
/// </summary>
public sealed class DisasterFlowTests(LabFixture lab, PublishedFolder published)
{
    private const string Old = "prod";
    private const string New = "failover";

    /// <summary>As the original's chart laid it out: the path stands in the values and in the configuration file, and in no argument.</summary>
    private const string OriginalChart = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: {{ .Release.Name }}}
        data:
          config.yaml: |
            debug: false
            path: {{ .Values.path }}
            bucket: {{ .Values.s3.bucket }}
            endpointUrl: {{ .Values.s3.endpointUrl }}
            forcePathStyle: true
            pollingInterval: {{ .Values.daemon.pollingInterval }}
            listen: {{ .Values.extraConfig.listen }}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: {{ .Release.Name }}}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
        subjects: [{kind: ServiceAccount, name: default, namespace: {{ .Release.Namespace }}}]
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{ .Release.Name }}}
        spec:
          selector: {matchLabels: {app.kubernetes.io/instance: {{ .Release.Name }}}}
          template:
            metadata:
              labels: {app.kubernetes.io/instance: {{ .Release.Name }}}
              annotations: {interval: {{ quote .Values.daemon.pollingInterval }}}
            spec:
              serviceAccountName: default
              securityContext: {runAsUser: 1654, runAsGroup: 1654, fsGroup: 1654}
              containers:
                - name: main
                  image: lab/releasemanager:1
                  args: [export, s3, --daemon, --config, /etc/releasemanager/config.yaml, --release-name, {{ .Release.Name }}]
                  env:
                    - {name: AWS_ACCESS_KEY_ID, value: {{ .Values.s3.accessKeyID }}}
                    - {name: AWS_SECRET_ACCESS_KEY, value: {{ .Values.s3.secretAccessKey }}}
                  volumeMounts: [{name: config, mountPath: /etc/releasemanager}]
              volumes: [{name: config, configMap: {name: {{ .Release.Name }}}}]
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ours", "backend.path=prod")]
    [InlineData("original", "path=prod")]
    public async Task Everything_comes_back_and_the_daemon_writes_to_the_new_path(string chart, string path)
    {
        ChartedPod.SkipUnlessPossible();
        var program = await published.TakeAsync();
        var store = await lab.StoreAsync();
        var (a, b) = await lab.EmptyAsync();
        var bucket = $"disaster-{chart}";
        await store.CreateBucketAsync(bucket, versioned: false, Stop);
        using var old = StatePlace.InBucket(store, bucket, Old);
        using var moved = StatePlace.InBucket(store, bucket, New);
        var port = LabPorts.Free();
        var folder = chart is "ours"
            ? ManagerChart.Folder
            : await WrittenChart.WriteAsync(lab.CreateFolder(), "releasemanager", OriginalChart);
        await FillAsync(a, folder, Settings(store, bucket, port, path));

        string listed;
        await using (var daemon = await StartAsync(a, program, port))
        {
            await daemon.LeadsAsync(Stop);
            await UpgradeAsync(a);
            listed = await ListAsync(a);
            await daemon.UntilAsync("all in the state", stop => HoldsAsync(old.State, "shop", 2, stop), Stop);
        }

        var before = await ContentsAsync(store, bucket);
        await a.KillApiServerAsync();
        try
        {
            await ProveLeftOutAsync(b, old);
            await ImportAsync(b, old);
            Assert.Equal(listed, await ListAsync(b));

            await using (var daemon = await StartAsync(b, program, port))
            {
                await daemon.LeadsAsync(Stop);
                Assert.True(await HoldsAsync(moved.State, "keepers", 2, Stop));
                Assert.True(await HoldsAsync(moved.State, "shop", 2, Stop));
            }

            await b.Helm.RequireAsync(["rollback", "keeper", "1", "--namespace", "keepers", "--wait"], Stop);
            await using (var daemon = await StartAsync(b, program, port))
            {
                await daemon.UntilAsync(
                    "the rollback's snapshot",
                    stop => HoldsAsync(moved.State, "keepers", 3, stop),
                    Stop
                );
            }

            await ProveRefusedAsync(b, old);
            Assert.Equal(before, await ContentsAsync(store, bucket));
        }
        finally
        {
            await a.StartApiServerAsync(Stop);
        }
    }

    private static string Settings(ObjectStore store, string bucket, int port, string path) =>
        string.Join(
            ',',
            path,
            $"s3.bucket={bucket}",
            $"s3.endpointUrl={store.Endpoint.OriginalString}",
            "s3.forcePathStyle=true",
            $"s3.accessKeyID={StoreUser.Owner.AccessKey}",
            $"s3.secretAccessKey={StoreUser.Owner.SecretKey}",
            string.Create(CultureInfo.InvariantCulture, $"extraConfig.listen=127.0.0.1:{port}")
        );

    private static async Task FillAsync(KubernetesCluster cluster, string chart, string settings)
    {
        string[] keeper = ["upgrade", "--install", "keeper", chart, "--namespace", "keepers", "--create-namespace"];
        await cluster.Helm.RequireAsync(
            ["install", "web", LabCharts.At("plain"), "--namespace", "shop", "--create-namespace"],
            Stop
        );
        await cluster.Helm.RequireAsync(
            ["install", "conf", LabCharts.At("validated"), "--namespace", "team", "--create-namespace"],
            Stop
        );
        await cluster.Helm.RequireAsync([.. keeper, "--set", $"{settings},daemon.pollingInterval=3"], Stop);
        await cluster.Helm.RequireAsync([.. keeper, "--set", $"{settings},daemon.pollingInterval=2", "--wait"], Stop);
    }

    private static Task<string> UpgradeAsync(KubernetesCluster cluster) =>
        cluster.Helm.RequireAsync(
            ["upgrade", "web", LabCharts.At("plain"), "--namespace", "shop", "--set", "greeting=Again"],
            Stop
        );

    /// <summary>The manager's own release stays out where it has no new path, which is no failure.</summary>
    private static async Task ProveLeftOutAsync(KubernetesCluster target, StatePlace place)
    {
        var result = await RunAsync(target, place, "--namespaces", "keepers");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("--new-path", result.Error + result.Output, StringComparison.Ordinal);
        Assert.Equal("[]", (await target.Helm.RequireAsync(["list", "-A", "--output", "json"], Stop)).Trim());
    }

    private static async Task ImportAsync(KubernetesCluster target, StatePlace place) =>
        (await RunAsync(target, place, "--new-path", New)).Require();

    private static Task<ToolResult> RunAsync(KubernetesCluster target, StatePlace place, params string[] arguments) =>
        new ReleaseManagerCli("/nonexistent", variables: StatePlace.Environment).RunVerbAsync(
            Stop,
            ["import", .. place.Arguments, "--kubeconfig", target.Kubeconfig, .. arguments]
        );

    /// <summary>A daemon of the new cluster that is pointed at the old path leaves it as it is, and says whose it is and what to do.</summary>
    private async Task ProveRefusedAsync(KubernetesCluster cluster, StatePlace place)
    {
        await using var daemon = await new DaemonStart(
            cluster.Kubeconfig,
            place.Arguments,
            lab.CreateFolder()
        ).RunAsync();
        await daemon.UntilAsync(
            "the refusal",
            async stop => (await daemon.GetAsync("/healthz", stop)).Status == 500,
            Stop
        );
        var told = Assert.Single(daemon.Events("export.failed").DistinctBy(one => (string?)one["message"]));
        Assert.Equal("StateOwnedByOtherManager", (string?)told["fields"]!["error"]);
        var message = (string?)told["message"];
        Assert.Contains(
            "is kept by the manager 'keeper' in namespace 'keepers' of another cluster",
            message,
            StringComparison.Ordinal
        );
        Assert.Contains("a path of its own", message, StringComparison.Ordinal);
    }

    private async Task<DaemonProcess> StartAsync(KubernetesCluster cluster, PublishedProgram program, int port)
    {
        using var api = cluster.OpenApi();
        var pods = new List<JsonObject>();
        await Poll.UntilAsync(
            "the only Pod of the daemon",
            TimeSpan.FromSeconds(60),
            async stop =>
            {
                var list = await api.GetAsync("/api/v1/namespaces/keepers/pods", stop);
                pods = [.. list!.Children("items").Where(pod => pod.Child("status").Text("phase") == "Running")];
                return pods.Count == 1 && pods[0].Child("metadata")["deletionTimestamp"] is null;
            },
            stop: Stop
        );
        return await new ChartedPod(cluster, pods[0], program.Folder, lab.CreateFolder()).StartAsync(port);
    }

    private static async Task<string> ListAsync(KubernetesCluster cluster) =>
        await cluster.Helm.RequireAsync(["list", "-A", "--output", "json"], Stop);

    private static async Task<bool> HoldsAsync(ReleaseState state, string ns, int revision, CancellationToken stop)
    {
        if (await state.FindAsync(SnapshotSelector.Latest, stop) is not { } snapshot)
        {
            return false;
        }

        var entries = await state.ReadEntriesAsync(snapshot, stop).ToListAsync(stop);
        return entries.Exists(entry =>
            entry.Namespace == ns && entry.Revision == revision && entry.Status == "deployed"
        );
    }

    /// <summary>All that is stored under the old path, byte by byte.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> ContentsAsync(ObjectStore store, string bucket)
    {
        using var client = store.OpenClient(StoreUser.Owner);
        var list = await client.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = bucket, Prefix = $"{Old}/" },
            Stop
        );
        Assert.False(list.IsTruncated ?? false);
        var contents = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in list.S3Objects)
        {
            using var answer = await client.GetObjectAsync(bucket, item.Key, Stop);
            using var bytes = new MemoryStream();
            await answer.ResponseStream.CopyToAsync(bytes, Stop);
            contents[item.Key] = $"{item.LastModified:O} {Convert.ToBase64String(bytes.ToArray())}";
        }

        return contents;
    }
}
