using System.Globalization;
using System.Text.Json.Nodes;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.State;
using ReleaseManager.Lab.Scenario;
using Xunit;

namespace ReleaseManager.Lab.Daemon;

/// <summary>Three replicas of one daemon, of which one works: also when that one is held still in the middle of its work and goes on later.</summary>
public sealed class ReplicaTests(LabFixture lab)
{
    private const int Replicas = 3;

    /// <summary>The promise, from the moment at which the leader stops.</summary>
    private static readonly TimeSpan Takeover = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_leader_held_still_is_followed_by_another_and_writes_nothing_when_it_wakes()
    {
        var store = await lab.StoreAsync();
        var (a, _) = await lab.SharedAsync();
        using var plain = StatePlace.InBucket(store, LabFixture.PlainBucket, "replicas");
        using var versioned = StatePlace.InBucket(store, LabFixture.VersionedBucket, "replicas");
        using var folder = StatePlace.InFolder(lab.CreateFolder());
        await a.Kubectl.RunAsync(["create", "namespace", "replicas"], Stop);

        // Side by side, since each of them mostly waits for a Lease to expire.
        var took = await Task.WhenAll(
            ProveAsync(a, "on-plain", plain),
            ProveAsync(a, "on-versioned", versioned),
            ProveAsync(a, "on-folder", folder)
        );

        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"figure: takeover after {string.Join(", ", took.Select(one => one.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)))} s (plain bucket, versioned bucket, folder)"
            )
        );
    }

    private async Task<TimeSpan> ProveAsync(KubernetesCluster cluster, string release, StatePlace place)
    {
        var replicas = new Dictionary<string, DaemonProcess>(StringComparer.Ordinal);
        await UpgradeAsync(cluster, release);
        try
        {
            for (var number = 0; number < Replicas; number++)
            {
                var start = new DaemonStart(cluster.Kubeconfig, place.Arguments, lab.CreateFolder())
                {
                    Release = release,
                    Namespace = "replicas",
                    Pod = $"{release}-{number}",
                };
                replicas[start.Pod] = await start.RunAsync();
            }

            var first = await LeaderAsync(cluster, release, replicas, but: null);
            await IsSavedAsync(cluster, release, replicas[first], place.State);
            var at = TimeProvider.System.GetTimestamp();
            replicas[first].Freeze();
            await UpgradeAsync(cluster, release);
            var second = await LeaderAsync(cluster, release, replicas, but: first);
            var took = TimeProvider.System.GetElapsedTime(at);
            await IsSavedAsync(cluster, release, replicas[second], place.State);

            replicas[first].Thaw();
            await replicas[first]
                .UntilAsync(
                    "the old leader's standing by",
                    stop => replicas[first].SaysAsync("ok: standby", stop),
                    Stop
                );
            Assert.NotEmpty(replicas[first].Events("lease.lost"));
            await UpgradeAsync(cluster, release);
            await IsSavedAsync(cluster, release, replicas[second], place.State);

            Assert.Equal(second, await HolderAsync(cluster, release, Stop));
            foreach (var replica in replicas.Values)
            {
                Assert.Equal(0, await replica.EndAsync(Stop));
            }

            Assert.Equal(0, await SnapshotLine.AssertAsync(place.State, Stop));
            Assert.Empty((await place.State.VerifyAsync(progress: null, Stop)).Problems);
            return took;
        }
        finally
        {
            foreach (var replica in replicas.Values)
            {
                await replica.DisposeAsync();
            }
        }
    }

    /// <summary>Waits until a replica leads, and says which.</summary>
    /// <param name="but">The one that led before; null for none.</param>
    private static async Task<string> LeaderAsync(
        KubernetesCluster cluster,
        string release,
        Dictionary<string, DaemonProcess> replicas,
        string? but
    )
    {
        var holder = "";
        await Poll.UntilAsync(
            $"a leader of {release}",
            but is null ? Takeover * 2 : Takeover,
            async stop =>
            {
                holder = await HolderAsync(cluster, release, stop);
                return holder != but
                    && replicas.TryGetValue(holder, out var leader)
                    && await leader.SaysAsync("ok: leader", stop);
            },
            stop: Stop
        );
        return holder;
    }

    private static async Task<string> HolderAsync(KubernetesCluster cluster, string release, CancellationToken stop)
    {
        using var api = cluster.OpenApi();
        var lease = await api.GetAsync(
            $"/apis/coordination.k8s.io/v1/namespaces/replicas/leases/releasemanager-{release}",
            stop
        );
        return lease?.Child("spec").Text("holderIdentity") ?? "";
    }

    private static Task<string> UpgradeAsync(KubernetesCluster cluster, string release) =>
        cluster.Helm.RequireAsync(
            ["upgrade", "--install", release, LabCharts.At("validated"), "--namespace", "replicas"],
            Stop
        );

    private static async Task IsSavedAsync(
        KubernetesCluster cluster,
        string release,
        DaemonProcess leader,
        ReleaseState state
    )
    {
        var history = JsonNode.Parse(
            await cluster.Helm.RequireAsync(["history", release, "--namespace", "replicas", "--output", "json"], Stop)
        )!;
        var last = (int)history.AsArray()[^1]!["revision"]!;
        await leader.UntilAsync(
            $"revision {last} in the state",
            async stop =>
            {
                if (await state.FindAsync(SnapshotSelector.Latest, stop) is not { } snapshot)
                {
                    return false;
                }

                var saved = await state.ReadEntriesAsync(snapshot, stop).ToListAsync(stop);
                return saved.Exists(entry =>
                    entry.Name == release && entry.Status == "deployed" && entry.Revision == last
                );
            },
            Stop
        );
    }
}
