using System.Collections.Concurrent;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;
using ReleaseManager.Lab.RoundTrip;
using Xunit;

namespace ReleaseManager.Lab.Product;

/// <summary>A state holds what the cluster was at one moment, whatever happens to the cluster.</summary>
public sealed class ChangingClusterTests(LabFixture lab)
{
    private const int Exports = 50;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_snapshot_is_torn_while_helm_upgrades_in_a_loop()
    {
        var (a, _) = await lab.EmptyAsync();
        var trip = new Trip(lab);
        string[] names = ["one", "two", "three"];
        foreach (var name in names)
        {
            await RequireAsync(a, "install", name, LabCharts.At("validated"));
        }

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var upgrades = names.Select(name => UpgradeUntilAsync(a, name, enough.Token)).ToList();
        for (var export = 0; export < Exports; export++)
        {
            Assert.Empty((await trip.ExportAsync(a)).Problems);
        }

        await enough.CancelAsync();
        var done = (await Task.WhenAll(upgrades)).Sum();
        Assert.True(done >= names.Length, $"only {done} upgrades were made meanwhile");
        var last = await trip.ExportAsync(a);
        Assert.Equal(names.Length, last.Releases);
        var sequences = await trip.State.ListSnapshotsAsync(Stop);
        Assert.True(sequences.Count > names.Length, $"only {sequences.Count} snapshots");
        foreach (var sequence in sequences)
        {
            await AssertWholeAsync(trip.State, sequence);
        }

        Assert.Empty((await trip.State.VerifyAsync(progress: null, Stop)).Problems);
    }

    [Fact]
    public async Task A_cluster_emptied_at_once_leaves_the_good_snapshot_for_the_import()
    {
        var (a, b) = await lab.EmptyAsync();
        var trip = new Trip(lab);
        await InstallManyAsync(a);
        var good = await trip.ExportAsync(a);

        // As when somebody deletes what he takes for rubbish: the records go, the objects stay.
        await a.Kubectl.RequireAsync(["delete", "secrets", "-n", "many", "-l", "owner=helm"], Stop);
        var bad = await trip.ExportAsync(a);

        Assert.Null(good.Suspect);
        Assert.NotNull(bad.Suspect);
        await AssertImportedAsync(trip, b, good.Sequence);
    }

    [Fact]
    public async Task A_cluster_emptied_one_release_at_a_time_leaves_a_good_snapshot_for_the_import()
    {
        var (a, b) = await lab.EmptyAsync();
        var trip = new Trip(lab);
        var names = await InstallManyAsync(a);
        var first = await trip.ExportAsync(a);
        var exports = new List<ExportResult> { first };
        foreach (var name in names)
        {
            await RequireAsync(a, "uninstall", name);
            exports.Add(await trip.ExportAsync(a));
        }

        // Down to half of what there was it may be somebody's will; below, nobody believes it.
        Assert.Equal(
            [false, false, false, false, true, true, true],
            exports.Select(export => export.Suspect is not null)
        );
        await AssertImportedAsync(trip, b, exports[3].Sequence);
        var whole = await trip.PlanAsync(b, new() { Snapshot = SnapshotSelector.Number(first.Sequence) });
        Assert.Equal(names.Count, whole.Releases.Count);
    }

    private static async Task<int> UpgradeUntilAsync(KubernetesCluster cluster, string name, CancellationToken enough)
    {
        var done = 0;
        while (!enough.IsCancellationRequested)
        {
            // To its end: a killed Helm would leave the release pending.
            await RequireAsync(cluster, "upgrade", name, LabCharts.At("validated"), "--history-max", "4");
            done++;
        }

        return done;
    }

    /// <summary>
    /// Helm makes the new revision as pending, turns the old one superseded and at last the new one deployed: what no moment shows is
    /// two in force, or an old one still in force beside a newer one that is.
    /// </summary>
    private static async Task AssertWholeAsync(ReleaseState state, SnapshotId id)
    {
        var snapshot = await state.ReadSnapshotAsync(id, Stop);
        var revisions = new ConcurrentDictionary<string, List<Release>>(StringComparer.Ordinal);
        await foreach (var entry in state.ReadEntriesAsync(snapshot, Stop))
        {
            var body = RecordCodec.Decode(await state.ReadRecordAsync(entry, Stop), DecodeLimits.Default);
            var release = Release.Parse(body, DecodeLimits.Default);
            Assert.Equal((entry.Name, entry.Revision, entry.Status), (release.Name, release.Revision, release.Status));
            revisions.GetOrAdd(entry.Name, _ => []).Add(release);
        }

        foreach (var (name, all) in revisions)
        {
            var told = string.Join(
                ", ",
                all.OrderBy(one => one.Revision).Select(one => $"{one.Revision} {one.Status}")
            );
            var last = all.MaxBy(one => one.Revision)!;
            Assert.True(all.Count(one => one.Status == "deployed") <= 1, $"snapshot {id}, {name}: {told}");
            Assert.True(
                last.Status is "deployed" or "pending-upgrade" or "pending-install",
                $"snapshot {id}, {name}: {told}"
            );
            Assert.True(
                all.Where(one => one != last).All(one => one.Status == "superseded" || last.Status != "deployed"),
                $"snapshot {id}, {name}: {told}"
            );
            Assert.Equal(
                Enumerable.Range(last.Revision - all.Count + 1, all.Count),
                all.Select(one => one.Revision).Order()
            );
        }
    }

    private static async Task<IReadOnlyList<string>> InstallManyAsync(KubernetesCluster cluster)
    {
        var names = Enumerable.Range(1, 6).Select(number => $"many-{number}").ToList();
        foreach (var name in names)
        {
            await RequireAsync(cluster, "install", name, LabCharts.At("validated"));
        }

        return names;
    }

    private static async Task AssertImportedAsync(Trip trip, KubernetesCluster b, int sequence)
    {
        var plan = await trip.PlanAsync(b);
        Assert.Equal(sequence, plan.Snapshot);
        Assert.Contains(plan.Warnings, warning => warning.Contains("suspect", StringComparison.Ordinal));
        Assert.Equal("", Trip.NotRestored(await trip.RunAsync(b, plan)));
    }

    private static Task<string> RequireAsync(KubernetesCluster cluster, params string[] arguments) =>
        cluster.Helm.RequireAsync(
            [
                .. arguments,
                "--namespace",
                "many",
                .. (string[])(arguments[0] is "install" ? ["--create-namespace"] : []),
            ],
            Stop
        );
}
