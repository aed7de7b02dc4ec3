using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Comparison;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;
using ReleaseManager.Core.Tests.Export;
using ReleaseManager.Core.Tests.Import;
using Xunit;

namespace ReleaseManager.Core.Tests.Comparison;

/// <summary>Snapshots and clusters, release by release.</summary>
public sealed class ReleaseComparerTests
{
    private const string Config = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  colour: blue\n";
    private const string Login = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: login\ndata:\n  password: b2xk\n";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_that_was_just_exported_differs_in_nothing_and_no_record_is_read_to_tell()
    {
        await using var bench = await FilledAsync();
        bench.Cluster.ClearRequests();

        Assert.Empty(await WithClusterAsync(bench));
        Assert.Empty(bench.BodyReads);
        var all = await WithClusterAsync(bench, new ComparisonOptions { IncludeEqual = true });
        Assert.Equal(["ops/mail: Equal", "shop/cart: Equal", "shop/pay: Equal"], all.Select(one => $"{one}"));
    }

    [Fact]
    public async Task What_Helm_did_since_is_told_release_by_release_and_only_that_is_read()
    {
        await using var bench = await FilledAsync();
        await bench.Helm.UpgradeAsync("shop", "cart", from: 2);
        await bench.Helm.InstallAsync("shop", "new");
        await bench.Helm.DeleteAsync("shop", "pay", 1);
        bench.Cluster.ClearRequests();

        var found = await WithClusterAsync(bench);

        Assert.Equal(["shop/cart: Changed", "shop/new: Added", "shop/pay: Removed"], found.Select(one => $"{one}"));
        Assert.Equal(["revision 2 -> 3"], found[0].Changes);
        Assert.Equal((2, 3), (found[0].Reference!.Revision, found[0].Difference!.Revision));
        Assert.Equal(("snapshot 1", null), (found[2].ReferenceSource, found[2].Difference));
        Assert.Equal(2, bench.BodyReads.Count);
    }

    [Fact]
    public async Task Names_and_namespaces_choose_and_those_that_were_looked_at_are_known()
    {
        await using var bench = await FilledAsync();
        var options = new ComparisonOptions
        {
            Names = ["c*", "mail"],
            Namespaces = ["sh?p"],
            IncludeEqual = true,
        };
        using var client = bench.Connect();
        var comparer = new ReleaseComparer(await SideAsync(bench.State), ComparisonSide.Of(client), options);

        Assert.Equal(
            ["shop/cart: Equal"],
            (await comparer.RunAsync(null, Stop).ToListAsync(Stop)).Select(one => $"{one}")
        );
        Assert.Equal(["cart"], comparer.Names);
    }

    [Fact]
    public async Task Another_cluster_that_holds_the_same_records_is_equal_whatever_it_calls_them()
    {
        await using var bench = await FilledAsync();
        await using var other = await FilledAsync(export: false);
        using var client = other.Connect();

        var comparer = new ReleaseComparer(await SideAsync(bench.State), ComparisonSide.Of(client), new());
        Assert.Empty(await comparer.RunAsync(null, Stop).ToListAsync(Stop));

        await other.Helm.UpdateAsync("shop", "cart", 2, "failed");
        using var blue = bench.Connect();
        var clusters = new ReleaseComparer(ComparisonSide.Of(blue), ComparisonSide.Of(client), new());
        var changed = Assert.Single(await clusters.RunAsync(null, Stop).ToListAsync(Stop));
        Assert.Equal(["status deployed -> failed"], changed.Changes);
    }

    [Fact]
    public async Task Two_snapshots_tell_values_objects_hooks_and_notes()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(
            Web().Revision(1, "deployed", $"{Config}---\n{Login}", Hooks("echo 1"), config: Values("blue"))
        );
        await bench.SaveAsync(
            Web()
                .Revision(
                    1,
                    "deployed",
                    $"---\n# Source: laid out otherwise\n{Login.Replace("b2xk", "bmV3", StringComparison.Ordinal)}---\n{Config.Replace("blue", "green", StringComparison.Ordinal)}",
                    Hooks("echo 2"),
                    config: Values("green")
                )
        );

        var found = Assert.Single(await SnapshotsAsync(bench.State));

        Assert.Equal((HelmReleaseChange.Changed, 0), (found.Change, found.Changes.Count));
        var value = Assert.Single(found.Values);
        Assert.Equal(("image.colour", "blue", "green"), (value.Path, value.Reference, value.Difference));
        Assert.Contains("-  colour: blue\n+  colour: green\n", found.ValuesDiff, StringComparison.Ordinal);
        Assert.Equal(["ConfigMap web", "Secret login", "hook Job migrate"], found.Objects.Select(item => $"{item}"));
        Assert.Equal(["data.colour"], found.Objects[0].Fields.Select(field => field.Path));
        Assert.StartsWith(
            "--- snapshot 1: ConfigMap web\n+++ snapshot 2: ConfigMap web\n",
            found.ManifestDiff,
            StringComparison.Ordinal
        );
        Assert.Contains("echo 2", found.HooksDiff, StringComparison.Ordinal);
        Assert.Empty(found.NotesDiff);
        Assert.All([found.ManifestDiff, $"{found.Objects[1].Fields[0].Reference}"], Hidden);
        Assert.Contains("+  password: \"*** (after)\"", found.ManifestDiff, StringComparison.Ordinal);

        var shown = Assert.Single(await SnapshotsAsync(bench.State, new ComparisonOptions { ShowSecrets = true }));
        Assert.Contains("-  password: b2xk\n+  password: bmV3\n", shown.ManifestDiff, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Times_and_what_hooks_noted_make_no_difference()
    {
        await using var bench = await ImportBench.StartAsync();
        var record = Web().Revision(1, "deployed", Config, Hooks("echo 1")).ToObjects().Single();
        await bench.SaveAsync(
            Web().Raw(1, "deployed", Edit(record, "\"last_deployed\":\"2024", "\"last_deployed\":\"2025"))
        );
        await bench.SaveAsync(Web().Raw(1, "deployed", Edit(record, "04:05:07Z", "04:05:09Z")));

        Assert.Empty(await SnapshotsAsync(bench.State));
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_is_a_problem_of_its_release_alone()
    {
        await using var bench = await FilledAsync();
        bench.Cluster.Load([HelmStorage.WithValue(HelmStorage.Record("shop", "odd", 1), "?"u8.ToArray())]);
        await bench.Helm.InstallAsync("shop", "zoo");

        var found = await WithClusterAsync(bench);

        Assert.Equal(["shop/odd: Added", "shop/zoo: Added"], found.Select(one => $"{one}"));
        Assert.NotNull(found[0].Problem);
        Assert.Null(found[1].Problem);
    }

    [Fact]
    public async Task A_release_that_goes_while_it_is_compared_is_told_and_stops_none_of_the_others()
    {
        await using var bench = await FilledAsync();
        await bench.Helm.UpgradeAsync("shop", "cart", from: 2);
        await bench.Helm.UpgradeAsync("shop", "pay", from: 1);
        bench.Cluster.Faults.Before(
            1,
            async (_, _) => await bench.Helm.DeleteAsync("shop", "cart", 3),
            request => request.Name == "sh.helm.release.v1.cart.v3"
        );

        var found = await WithClusterAsync(bench);

        Assert.Equal(["shop/cart: Changed", "shop/pay: Changed"], found.Select(one => $"{one}"));
        Assert.Contains("Release shop/cart was changed", found[0].Problem, StringComparison.Ordinal);
        Assert.Null(found[1].Problem);
    }

    [Fact]
    public async Task A_snapshot_of_a_part_of_the_cluster_says_so()
    {
        await using var bench = await FilledAsync(export: false);
        await bench.ExportAsync(new ExportOptions { Namespaces = ["ops"] });

        var side = await SideAsync(bench.State);

        Assert.Contains("looked at a part of the cluster only", Assert.Single(side.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drift_of_two_snapshots_is_refused()
    {
        await using var bench = await FilledAsync();
        var side = await SideAsync(bench.State);
        var comparer = new ReleaseComparer(side, side, new ComparisonOptions { IncludeDrift = true });

        var error = await Assert.ThrowsAsync<ReleaseManagerException>(async () =>
            await comparer.RunAsync(null, Stop).ToListAsync(Stop)
        );
        Assert.Equal(("DriftNeedsCluster", ErrorKind.Usage), (error.ErrorId, error.Kind));
    }

    private static void Hidden(string text)
    {
        Assert.DoesNotContain("b2xk", text, StringComparison.Ordinal);
        Assert.DoesNotContain("bmV3", text, StringComparison.Ordinal);
    }

    private static SavedReleaseBuilder Web() => new("shop", "web");

    private static JsonObject Values(string colour) => new() { ["image"] = new JsonObject { ["colour"] = colour } };

    private static JsonArray Hooks(string command) =>
        [
            SavedReleaseBuilder.Hook(
                "pre-upgrade",
                "migrate",
                $"apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: migrate\nspec:\n  command: {command}\n"
            ),
        ];

    private static byte[] Edit(JsonObject record, string from, string to)
    {
        var value = KubeObject.Parse(Encoding.UTF8.GetBytes(record.ToJsonString())).GetBase64("data", "release")!;
        var json = Encoding.UTF8.GetString(RecordCodec.Decode(value, DecodeLimits.Default));
        Assert.Contains(from, json, StringComparison.Ordinal);
        return RecordCodec.Encode(Encoding.UTF8.GetBytes(json.Replace(from, to, StringComparison.Ordinal)));
    }

    private static async Task<ComparisonSide> SideAsync(ReleaseState state, int? snapshot = null) =>
        ComparisonSide.Of(
            state,
            await state.RequireAsync(
                snapshot is { } number ? SnapshotSelector.Number(number) : SnapshotSelector.Latest,
                Stop
            )
        );

    private static async Task<IReadOnlyList<HelmReleaseDifference>> SnapshotsAsync(
        ReleaseState state,
        ComparisonOptions? options = null
    ) =>
        await new ReleaseComparer(await SideAsync(state, 1), await SideAsync(state, 2), options ?? new())
            .RunAsync(null, Stop)
            .ToListAsync(Stop);

    private static async Task<IReadOnlyList<HelmReleaseDifference>> WithClusterAsync(
        ExportBench bench,
        ComparisonOptions? options = null
    )
    {
        using var client = bench.Connect();
        var comparer = new ReleaseComparer(await SideAsync(bench.State), ComparisonSide.Of(client), options ?? new());
        return await comparer.RunAsync(null, Stop).ToListAsync(Stop);
    }

    private static async Task<ExportBench> FilledAsync(bool export = true)
    {
        var bench = await ExportBench.StartAsync();
        await bench.Helm.InstallAsync("ops", "mail", driver: ListingEntry.DriverConfigMap);
        await bench.Helm.InstallAsync("shop", "cart", revisions: 2);
        await bench.Helm.InstallAsync("shop", "pay");
        if (export)
        {
            await bench.ExportAsync();
        }

        return bench;
    }
}
