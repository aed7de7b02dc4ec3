using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.State;
using ReleaseManager.Daemon;
using ReleaseManager.Daemon.Health;
using ReleaseManager.Daemon.Leadership;
using ReleaseManager.Lab.RoundTrip;
using Xunit;

namespace ReleaseManager.Lab.Daemon;

/// <summary>A daemon beside real Helm on a real API server: it is current soon after Helm is done, and whoever leads is alone.</summary>
public sealed class RunningDaemonTests(LabFixture lab)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_newest_snapshot_is_the_cluster_soon_after_helm_has_installed_upgraded_rolled_back_and_uninstalled()
    {
        var (a, _) = await lab.EmptyAsync();
        var state = ReleaseState.At(new LocalBackend(lab.CreateFolder()));
        await using var daemon = Run(a, state, new DaemonOptions { PollingInterval = TimeSpan.FromMinutes(10) });
        await Poll.UntilAsync("the first comparison", Patience, _ => Told(daemon, "export.written"), stop: Stop);

        await Task.WhenAll(
            LiveAsync(a, "one", keep: true),
            LiveAsync(a, "two", keep: false),
            LiveAsync(a, "three", keep: true)
        );
        await CurrentAsync(a, state);

        await daemon.EndAsync();
        Assert.Equal("", daemon.Log.Complaints());
        Assert.Equal(0, daemon.Daemon.Counters[DaemonCounter.FailedJobs]);
        Assert.Equal(0, await SnapshotLine.AssertAsync(state, Stop));
        Assert.Empty((await state.VerifyAsync(progress: null, Stop)).Problems);
    }

    [Fact]
    public async Task A_real_API_server_takes_the_lease_and_another_replica_goes_on_when_the_leader_ends()
    {
        var (a, _) = await lab.EmptyAsync();
        var state = ReleaseState.At(new LocalBackend(lab.CreateFolder()));
        var options = new DaemonOptions
        {
            Lease = new LeaseOptions("default", "releasemanager"),
            Owner = new StateOwner("releasemanager", "default"),
        };
        await using var leader = Run(a, state, options with { Identity = "first" });
        await Poll.UntilAsync("the first comparison", Patience, _ => Told(leader, "export.written"), stop: Stop);
        await using var standby = Run(a, state, options with { Identity = "second" });
        await Poll.UntilAsync("the standby", Patience, _ => Told(standby, "lease.standby"), stop: Stop);
        Assert.Equal("first 15", await HolderAsync(a));

        await leader.EndAsync();
        await Poll.UntilAsync("the other leader", Patience, _ => Told(standby, "lease.acquired"), stop: Stop);
        await a.Helm.RequireAsync(["install", "late", LabCharts.At("validated")], Stop);
        await CurrentAsync(a, state);

        Assert.Equal("second 15", await HolderAsync(a));
        await standby.EndAsync();
        Assert.Equal("1", (await HolderAsync(a)).Trim());
        Assert.Equal("", leader.Log.Complaints() + standby.Log.Complaints());
        Assert.Equal(0, await SnapshotLine.AssertAsync(state, Stop));
    }

    private static RunningDaemon Run(KubernetesCluster cluster, ReleaseState state, DaemonOptions options) =>
        new(Trip.Connect(cluster), state, options);

    private static Task<bool> Told(RunningDaemon daemon, string name)
    {
        if (daemon.Ended.IsFaulted)
        {
            throw daemon.Ended.Exception;
        }

        return Task.FromResult(daemon.Log.Has(name));
    }

    private static async Task LiveAsync(KubernetesCluster cluster, string name, bool keep)
    {
        await HelmAsync("install", name, LabCharts.At("validated"), "--create-namespace");
        await HelmAsync("upgrade", name, LabCharts.At("validated"), "--history-max", "2");
        await HelmAsync("rollback", name, "1");
        await HelmAsync("upgrade", name, LabCharts.At("validated"), "--history-max", "2");
        if (!keep)
        {
            await HelmAsync("uninstall", name);
        }

        Task<string> HelmAsync(params string[] arguments) =>
            cluster.Helm.RequireAsync([.. arguments, "--namespace", $"live-{name}"], Stop);
    }

    /// <summary>Waits until the newest snapshot holds the very records of the cluster.</summary>
    private static async Task CurrentAsync(KubernetesCluster cluster, ReleaseState state)
    {
        using var client = Trip.Connect(cluster);
        List<string> there = [];
        await foreach (
            var record in client.ListMetadataAsync(
                KnownResources.Secrets,
                ns: null,
                new ListOptions { LabelSelector = "owner=helm" },
                Stop
            )
        )
        {
            there.Add($"{record.Namespace}/{record.Name} {record.Uid} {record.ResourceVersion}");
        }

        Assert.NotEmpty(there);
        await Poll.UntilAsync(
            "the current snapshot",
            Patience,
            async stop => (await SavedAsync(state, stop)).SetEquals(there),
            stop: Stop
        );
    }

    private static async Task<HashSet<string>> SavedAsync(ReleaseState state, CancellationToken stop)
    {
        var saved = new HashSet<string>(StringComparer.Ordinal);
        var snapshot = await state.RequireAsync(SnapshotSelector.NewestOfAll, stop);
        await foreach (var entry in state.ReadEntriesAsync(snapshot, stop))
        {
            saved.Add($"{entry.Namespace}/{entry.ObjectName} {entry.Uid} {entry.ResourceVersion}");
        }

        return saved;
    }

    private static Task<string> HolderAsync(KubernetesCluster cluster) =>
        cluster.Kubectl.RequireAsync(
            [
                "get",
                "lease",
                "releasemanager",
                "-n",
                "default",
                "-o",
                "jsonpath={.spec.holderIdentity} {.spec.leaseDurationSeconds}",
            ],
            Stop
        );
}
