using System.Globalization;
using ReleaseManager.Contracts.Backends;
using Xunit;

namespace ReleaseManager.Lab.Daemon;

/// <summary>
/// An unquiet time: Helm works without end, while API server, object store and daemon are killed with -9, one after the other. About a minute of it;
/// <c>RELEASEMANAGER_LAB_SOAK</c> asks for another number of minutes.
/// </summary>
public sealed class SoakTests(LabFixture lab)
{
    private const int KillsAtLeast = 2;
    private const int CommandsBetween = 4;

    /// <summary>Of the time, in which the daemon is killed too; in the rest it has to live with all that goes on, and its memory is measured.</summary>
    private const double Deadly = 0.6;

    /// <summary>
    /// What a daemon may have more at the end than when it had just begun. It grows for its first minutes, while what is done often is compiled anew and the
    /// heap finds its size, by 30 MiB or so; a life of an hour ends as it was after ten minutes.
    /// </summary>
    private const double GrowthMiB = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly List<string> _figures = [];
    private readonly Dictionary<string, int> _kills = new(StringComparer.Ordinal);
    private double _peak;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_an_unquiet_time_the_newest_snapshot_equals_the_cluster()
    {
        var minutes = double.Parse(
            Environment.GetEnvironmentVariable("RELEASEMANAGER_LAB_SOAK") ?? "1",
            CultureInfo.InvariantCulture
        );
        var time = TimeSpan.FromMinutes(minutes);
        var store = await lab.StoreAsync();
        var (a, _) = await lab.EmptyAsync();
        await a.Kubectl.RequireAsync(["create", "namespace", "keepers"], Stop);
        using var place = StatePlace.InBucket(store, LabFixture.PlainBucket, "soak");
        var start = new DaemonStart(a.Kubeconfig, place.Arguments, lab.CreateFolder())
        {
            Interval = TimeSpan.FromSeconds(5),
        };
        var traffic = new HelmTraffic(a);
        var line = new SnapshotLine(place.State);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var began = TimeProvider.System.GetTimestamp();
        var daemon = await start.RunAsync();
        try
        {
            await daemon.LeadsAsync(Stop);
            var working = traffic.RunAsync(enough.Token, Stop);
            while (TimeProvider.System.GetElapsedTime(began) < time * Deadly || Kills("daemon") < KillsAtLeast)
            {
                await KillApiServerAsync(a, traffic);
                await KillStoreAsync(store, daemon);
                await KeepAtWorkAsync(traffic);
                await daemon.DisposeAsync();
                Count("daemon");
                await line.ReadAsync(Stop);
                await KeepAtWorkAsync(traffic);
                daemon = await start.RunAsync();
                await daemon.LeadsAsync(Stop);
            }

            var before = daemon.ResidentMiB();
            do
            {
                await KeepAtWorkAsync(traffic);
                await KillStoreAsync(store, daemon);
                await KillApiServerAsync(a, traffic);
                await daemon.LeadsAsync(Stop);
                Measure(daemon);
            } while (TimeProvider.System.GetElapsedTime(began) < time);

            await enough.CancelAsync();
            await working;
            await QuietAsync(a, place, daemon);
            Measure(daemon);
            var after = daemon.ResidentMiB();
            Tell(
                $"memory {before:0} MiB at the beginning of the last life, {after:0} MiB at its end, {_peak:0} MiB at most"
            );
            Assert.Equal(0, await daemon.EndAsync(Stop));

            await line.ReadAsync(Stop);
            Assert.Equal(0, line.Judge());
            var verified = await place.State.VerifyAsync(progress: null, Stop);
            Assert.Empty(verified.Problems);
            Tell($"{TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s, {traffic}");
            Tell($"killed: {string.Join(", ", _kills.Select(one => $"{one.Key} {one.Value} times"))}");
            Tell($"{line.Count} snapshots in one line; the newest equals the cluster");
            Tell(
                $"{line.Count - verified.Snapshots} of them removed by the retention of the daemons, those left verify"
            );
            Assert.True(after < before + GrowthMiB, string.Join('\n', _figures));
            Assert.All(
                (string[])["upgrade", "rollback", "uninstall"],
                verb => Assert.True(traffic.Done.GetValueOrDefault(verb) > 0, $"no {verb}: {traffic}")
            );
        }
        finally
        {
            await enough.CancelAsync();
            await daemon.DisposeAsync();
            await store.StartGatewayAsync(Stop);
            await a.StartApiServerAsync(Stop);
        }
    }

    /// <summary>Kills it, and starts it again once people have noticed.</summary>
    private async Task KillApiServerAsync(KubernetesCluster cluster, HelmTraffic traffic)
    {
        await KeepAtWorkAsync(traffic);
        var failures = traffic.Failures;
        await cluster.KillApiServerAsync();
        Count("API server");
        await Poll.UntilAsync(
            "a Helm that meets no API server",
            Patience,
            _ => Task.FromResult(traffic.Failures > failures),
            stop: Stop
        );
        await cluster.StartApiServerAsync(Stop);
    }

    /// <summary>Kills it, and starts it again once the daemon has noticed.</summary>
    private async Task KillStoreAsync(ObjectStore store, DaemonProcess daemon)
    {
        var failures = daemon.Events("export.failed").Count;
        await store.KillGatewayAsync();
        Count("object store");
        await daemon.UntilAsync(
            "a daemon that meets no store",
            _ => Task.FromResult(daemon.Events("export.failed").Count > failures),
            Stop,
            Patience
        );
        await store.StartGatewayAsync(Stop);
    }

    private static Task KeepAtWorkAsync(HelmTraffic traffic)
    {
        var commands = traffic.Commands;
        return Poll.UntilAsync(
            "more commands of Helm",
            Patience,
            _ => Task.FromResult(traffic.Commands >= commands + CommandsBetween),
            stop: Stop
        );
    }

    private static async Task QuietAsync(KubernetesCluster cluster, StatePlace place, DaemonProcess daemon)
    {
        using var api = cluster.OpenApi();
        IReadOnlyList<string> different = [];
        try
        {
            await daemon.UntilAsync(
                "a newest snapshot that equals the cluster",
                async stop => (different = await SavedRecords.CompareAsync(api, place.State, stop)).Count == 0,
                Stop,
                Patience
            );
        }
        catch (LabException error)
        {
            throw new LabException($"{error.Message}\n{string.Join('\n', different)}");
        }

        await daemon.LeadsAsync(Stop);
    }

    private int Kills(string what) => _kills.GetValueOrDefault(what);

    private void Count(string what) => _kills[what] = Kills(what) + 1;

    private void Measure(DaemonProcess daemon) => _peak = Math.Max(_peak, daemon.ResidentMiB());

    private void Tell(FormattableString figure)
    {
        _figures.Add($"figure: {figure.ToString(CultureInfo.InvariantCulture)}");
        TestContext.Current.TestOutputHelper?.WriteLine(_figures[^1]);
    }
}
