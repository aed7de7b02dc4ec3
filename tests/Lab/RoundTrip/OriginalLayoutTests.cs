using ReleaseManager.Lab.Scenario;
using Xunit;

namespace ReleaseManager.Lab.RoundTrip;

/// <summary>What the tool before this product saved of a real cluster comes back in another, but for what its layout had lost.</summary>
public sealed class OriginalLayoutTests(LabFixture lab)
{
    private const string Lost = "sh.helm.release.v1.web.v1";

    /// <summary>Namespaces come back without labels, which the layout never held, and records with Helm's own labels alone.</summary>
    private static readonly ComparisonOptions Objects = new()
    {
        Records = false,
        Except = [],
        Where = id => id.Kind is not "Namespace",
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_could_be_recovered_comes_back_as_Helm_sees_it_and_the_rest_is_named()
    {
        var (a, b) = await lab.EmptyAsync();
        await FillAsync(a);
        var trip = new Trip(lab);
        await OriginalFolder.WriteAsync(a, trip.Folder);
        await File.WriteAllBytesAsync(Path.Combine(trip.Folder, "legacy-1-5.release"), Protobuf("legacy"), Stop);

        var verified = await trip.State.VerifyAsync(progress: null, Stop);
        var plan = await trip.PlanAsync(b);
        var results = await trip.RunAsync(b, plan);

        Assert.Equal("legacy-1-5.release", Assert.Single(verified.Problems).File);
        Assert.Contains("shop/web: recovered revisions 1-4", verified.Notes);
        Assert.Contains("back/web: recovered revision 2", verified.Notes);
        Assert.Contains(
            verified.Notes,
            note => note.StartsWith("back/web: missing: revision 1;", StringComparison.Ordinal)
        );
        Assert.Equal(
            ["back/web", "shop/defined", "shop/hooked", "shop/web"],
            plan.Releases.Select(one => $"{one.Namespace}/{one.Name}")
        );
        Assert.Contains(
            plan.Releases[0].Warnings,
            warning => warning.StartsWith("missing: revision 1;", StringComparison.Ordinal)
        );
        Assert.Contains(plan.Releases[3].Warnings, warning => warning.Contains("back, shop", StringComparison.Ordinal));
        Assert.Empty(plan.Releases[1].Warnings.Concat(plan.Releases[2].Warnings));
        Assert.Equal("create", Assert.Single(plan.CustomResourceDefinitions).Action);
        Assert.Equal("", Trip.NotRestored(results));

        // Without what was lost A is what B has to be.
        await a.Kubectl.RequireAsync(["delete", "secret", "--namespace", "back", Lost], Stop);
        AssertNone(await HelmComparison.CompareAsync(a.Helm, b.Helm, Stop));
        AssertNone(await ClusterComparison.CompareAsync(a, b, Objects, Stop));
        await AssertSameBodiesAsync(a, b);
        Assert.All((await trip.PlanAsync(b)).Releases, one => Assert.Equal(ReleaseImportAction.Skip, one.Action));

        await b.Helm.RequireAsync(["rollback", "web", "2", "--namespace", "shop"], Stop);
        await b.Helm.RequireAsync(["upgrade", "web", LabCharts.At("plain"), "--namespace", "back"], Stop);
        await b.Helm.RequireAsync(["uninstall", "hooked", "--namespace", "shop"], Stop);
    }

    private static async Task FillAsync(KubernetesCluster cluster)
    {
        await RunAsync(cluster, "install", "web", "plain", "shop");
        await RunAsync(cluster, "upgrade", "web", "plain", "shop", "--set", "replicas=2");
        await RunAsync(cluster, "upgrade", "web", "plain", "shop", "--set", "replicas=3");
        await cluster.Helm.RequireAsync(["rollback", "web", "2", "--namespace", "shop"], Stop);
        await RunAsync(cluster, "install", "hooked", "hooks", "shop");
        await RunAsync(cluster, "install", "defined", "scalars", "shop");
        await RunAsync(cluster, "install", "web", "plain", "back");
        await RunAsync(cluster, "upgrade", "web", "plain", "back", "--set", "replicas=2");
        await MakeEqualTimesAsync(cluster);
    }

    /// <summary>As if both releases named web had been installed in the same second: then their files have the same name.</summary>
    private static async Task MakeEqualTimesAsync(KubernetesCluster cluster)
    {
        using var api = cluster.OpenApi();
        var first = (await StoredRecords.ListAsync(api, Stop))
            .Where(record => record.Child("metadata").Text("name") == Lost)
            .ToDictionary(record => record.Child("metadata").Text("namespace"), StringComparer.Ordinal);
        var body = StoredRecords.Decode(first["back"]);
        body["info"]!["last_deployed"] = StoredRecords.Decode(first["shop"])["info"]!.AsObject().Text("last_deployed");
        await StoredRecords.RewriteAsync(api, first["back"], body, Stop);
    }

    /// <summary>Not only as Helm shows them: to the last byte of their JSON.</summary>
    private static async Task AssertSameBodiesAsync(KubernetesCluster a, KubernetesCluster b)
    {
        var inA = await BodiesAsync(a);
        var inB = await BodiesAsync(b);
        Assert.Equal(inA.Keys, inB.Keys);
        Assert.All(inA, pair => Assert.Equal(pair.Value, inB[pair.Key]));
    }

    private static async Task<SortedDictionary<string, byte[]>> BodiesAsync(KubernetesCluster cluster)
    {
        using var api = cluster.OpenApi();
        var records = await StoredRecords.ListAsync(api, Stop);
        return new(records.ToDictionary(StoredRecords.PathOf, StoredRecords.Body), StringComparer.Ordinal);
    }

    private static Task<string> RunAsync(
        KubernetesCluster cluster,
        string verb,
        string name,
        string chart,
        string ns,
        params string[] more
    ) =>
        cluster.Helm.RequireAsync(
            [
                verb,
                name,
                LabCharts.At(chart),
                "--namespace",
                ns,
                .. (string[])(verb is "install" ? ["--create-namespace"] : []),
                .. more,
            ],
            Stop
        );

    private static byte[] Protobuf(string name) =>
        [0x0a, (byte)name.Length, .. System.Text.Encoding.ASCII.GetBytes(name), 0x12, 0x20, .. new byte[32]];

    // In full: xunit cuts long strings.
    private static void AssertNone(IEnumerable<string> lines)
    {
        var all = string.Join('\n', lines);
        Assert.True(all.Length == 0, all);
    }
}
