using System.Globalization;
using System.Text.Json.Nodes;
using ReleaseManager.Core.State;
using ReleaseManager.Lab.Chart;
using ReleaseManager.Lab.Product;
using ReleaseManager.Lab.Scenario;
using Xunit;

namespace ReleaseManager.Lab.Daemon;

/// <summary>The daemon as its chart runs it: what real Helm has installed, and nothing else, decides how it starts and what it may do.</summary>
public sealed class ChartedDaemonTests(LabFixture lab, PublishedFolder published, AuditedCluster audited)
    : IClassFixture<AuditedCluster>
{
    private const string OnVolume =
        "backend.type=local,backend.path=/var/lib/releasemanager/state,persistence.enabled=true";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("whole", "includeReferences=true,debug=true", "keepers/whole other/web shop/web", "")]
    [InlineData("narrow", "rbac.namespaces={shop}", "shop/web", "")]
    [InlineData("kept", OnVolume, "keepers/kept other/web shop/web", "")]
    // What belongs to no namespace is asked for all the same: somebody else may have given the right.
    [InlineData(
        "roles",
        "rbac.namespaces={shop},rbac.clusterScoped=false",
        "shop/web",
        "/api/v1/namespaces/kube-system /apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    )]
    public async Task It_does_all_its_work_with_the_rights_of_its_chart(
        string release,
        string set,
        string releases,
        string withheld
    )
    {
        ChartedPod.SkipUnlessPossible();
        var program = await published.TakeAsync();
        var store = await lab.StoreAsync();
        var cluster = await audited.GetAsync(lab);
        var port = LabPorts.Free();
        var account = $"{release}-releasemanager";
        foreach (var ns in (string[])["shop", "other"])
        {
            await HelmAsync(cluster, "upgrade", "--install", "web", LabCharts.At("plain"), "--namespace", ns);
        }

        await HelmAsync(
            cluster,
            "install",
            release,
            ManagerChart.Folder,
            "--namespace",
            AuditedCluster.Namespace,
            "--wait",
            "--set",
            $"backend.type=s3,backend.path=charted/{release},s3.bucket={LabFixture.PlainBucket},s3.endpointUrl={store.Endpoint.OriginalString}",
            "--set",
            $"s3.forcePathStyle=true,s3.accessKeyID={StoreUser.Owner.AccessKey},s3.secretAccessKey={StoreUser.Owner.SecretKey}",
            "--set",
            string.Create(
                CultureInfo.InvariantCulture,
                $"daemon.pollingInterval=2,extraConfig.listen=127.0.0.1:{port},{set}"
            )
        );
        var pod = await PodAsync(cluster, release);
        var charted = new ChartedPod(cluster, pod, program.Folder, lab.CreateFolder());
        using var place =
            set == OnVolume
                ? StatePlace.InFolder(Path.Combine(charted.VolumeFolder("state"), "state"))
                : StatePlace.InBucket(store, LabFixture.PlainBucket, $"charted/{release}");
        await using var daemon = await charted.StartAsync(port);

        await daemon.LeadsAsync(Stop);

        foreach (var path in (string[])["/livez", "/readyz", "/healthz"])
        {
            Assert.Equal(200, (await daemon.GetAsync(path, Stop)).Status);
        }

        Assert.Equal(releases, string.Join(' ', await ReleasesAsync(place.State, release)));
        var owner = await place.State.ReadManagerAsync(Stop);
        Assert.Equal((release, AuditedCluster.Namespace), (owner?.Release, owner?.Namespace));
        Assert.Equal(pod.Child("metadata").Text("name"), await HolderAsync(cluster, account));

        await cluster.Helm.RequireAsync(
            ["upgrade", "web", LabCharts.At("plain"), "--namespace", "shop", "--set", "greeting=Yes"],
            Stop
        );
        await daemon.UntilAsync("the upgrade's snapshot", inner => IsSavedAsync(cluster, place.State, inner), Stop);
        var compared = audited.AnswersTo(account).Count(IsList);
        await daemon.UntilAsync(
            "another full comparison",
            _ => Task.FromResult(audited.AnswersTo(account).Count(IsList) > compared + 1),
            Stop
        );
        Assert.Equal(0, await daemon.EndAsync(Stop));

        var answers = audited.AnswersTo(account);
        Assert.Contains(answers, answer => answer.Verb == "watch");
        Assert.Contains(
            answers,
            answer => answer.Verb == "update" && answer.Path.Contains("/leases/", StringComparison.Ordinal)
        );
        Assert.Equal(
            withheld,
            string.Join(
                ' ',
                answers
                    .Where(answer => answer.Status is 401 or 403)
                    .Select(answer => answer.Path.Split('?')[0])
                    .Distinct()
                    .Order(StringComparer.Ordinal)
            )
        );
        Assert.Equal("", await HolderAsync(cluster, account));
        Assert.All(
            daemon.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.NotEqual("error", Assert.IsType<JsonObject>(JsonNode.Parse(line)).Text("level"))
        );
        Assert.Empty((await place.State.VerifyAsync(progress: null, Stop)).Problems);
    }

    private static bool IsList((string Verb, string Path, int Status) answer) =>
        answer.Verb == "list" && answer.Path.Contains("/secrets", StringComparison.Ordinal);

    private static Task<string> HelmAsync(KubernetesCluster cluster, params string[] arguments) =>
        cluster.Helm.RequireAsync([.. arguments, "--create-namespace"], Stop);

    private static async Task<JsonObject> PodAsync(KubernetesCluster cluster, string release)
    {
        using var api = cluster.OpenApi();
        var pods = await api.GetAsync(
            $"/api/v1/namespaces/{AuditedCluster.Namespace}/pods?labelSelector=app.kubernetes.io/instance%3D{release}",
            Stop
        );
        return Assert.Single(pods!.Children("items"));
    }

    private static async Task<string> HolderAsync(KubernetesCluster cluster, string name)
    {
        using var api = cluster.OpenApi();
        var lease = await api.GetAsync(
            $"/apis/coordination.k8s.io/v1/namespaces/{AuditedCluster.Namespace}/leases/{name}",
            Stop
        );
        return lease!.Child("spec").Text("holderIdentity");
    }

    /// <summary>The releases that are saved, but for those that other cases have left beside the daemon's own.</summary>
    private static async Task<IReadOnlyList<string>> ReleasesAsync(ReleaseState state, string own)
    {
        var snapshot = await state.RequireAsync(SnapshotSelector.Latest, Stop);
        return
        [
            .. (await state.ReadEntriesAsync(snapshot, Stop).ToListAsync(Stop))
                .Where(entry => entry.Namespace != AuditedCluster.Namespace || entry.Name == own)
                .Select(entry => $"{entry.Namespace}/{entry.Name}")
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Whether the newest revision of the upgraded release, wherever earlier tests have taken it, is saved as deployed.</summary>
    private static async Task<bool> IsSavedAsync(KubernetesCluster cluster, ReleaseState state, CancellationToken stop)
    {
        var history = JsonNode.Parse(
            await cluster.Helm.RequireAsync(["history", "web", "--namespace", "shop", "--output", "json"], stop)
        )!;
        var last = (int)history.AsArray()[^1]!["revision"]!;
        var snapshot = await state.RequireAsync(SnapshotSelector.Latest, stop);
        var saved = await state.ReadEntriesAsync(snapshot, stop).ToListAsync(stop);
        return saved.Exists(entry =>
            entry is { Namespace: "shop", Name: "web", Status: "deployed" } && entry.Revision == last
        );
    }
}
