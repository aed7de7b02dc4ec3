using ReleaseManager.Contracts;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.Export;

/// <summary>Several exporters write to one path at the same time.</summary>
public sealed class RivalExportTests
{
    private const int Rounds = 50;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public Task Two_exporters_make_one_line_of_snapshots_in_memory() => RaceAsync(new MemoryBackend());

    [Fact]
    public async Task Two_exporters_make_one_line_of_snapshots_in_a_folder()
    {
        using var folder = new TemporaryFolder();
        await RaceAsync(new LocalBackend(folder.Below("state")));
    }

    [Fact]
    public Task Two_exporters_lose_nothing_where_conditions_are_ignored() =>
        RaceAsync(new MemoryBackend(exactWrites: false));

    [Fact]
    public async Task Who_loses_the_race_looks_again_and_reads_no_body_twice()
    {
        await using var bench = await FilledAsync();
        var slow = new FaultBackend(bench.Backend);
        var wasOvertaken = false;
        slow.Before = async call =>
        {
            if (call.Name == StateLayout.Snapshot(1) && call.Verb == "Create" && !wasOvertaken)
            {
                wasOvertaken = true;
                await bench.Helm.UpgradeAsync("shop", "cart", from: 2);
                await bench.ExportAsync();
                bench.Cluster.ClearRequests();
            }
        };

        var late = await bench.ExportAsync(to: slow);

        Assert.True(wasOvertaken);
        Assert.Equal((false, 1), (late.Written, late.Sequence));
        Assert.Empty(bench.BodyReads);
        await bench.AssertCurrentAsync();
    }

    [Fact]
    public async Task Who_never_wins_gives_up_with_an_error()
    {
        await using var bench = await FilledAsync();
        var slow = new FaultBackend(bench.Backend);
        var (cart, pay) = (2, 2);
        slow.Before = async call =>
        {
            if (call.Verb == "Create" && StateLayout.SnapshotOf(call.Name) is not null)
            {
                await bench.Helm.UpgradeAsync("shop", "cart", from: cart++);
                await bench.ExportAsync();
                await bench.Helm.UpgradeAsync("shop", "pay", from: pay++);
            }
        };
        var error = await Assert.ThrowsAsync<StateException>(() => bench.ExportAsync(to: slow));
        Assert.Equal("StateBusy", error.ErrorId);
        await ExportBench.AssertValidAsync(bench.Backend);
    }

    [Theory]
    [InlineData("records")]
    [InlineData("listings")]
    public async Task Who_wrote_into_a_state_that_was_cleared_and_begun_anew_adds_no_snapshot(string folder)
    {
        await using var bench = await FilledAsync();
        var slow = new FaultBackend(bench.Backend);
        var wasCleared = false;
        slow.Before = async call =>
        {
            if (!wasCleared && call.Verb == "Create" && call.Name.StartsWith(folder, StringComparison.Ordinal))
            {
                wasCleared = true;
                await bench.State.ClearAsync(new ClearOptions(), progress: null, Stop);
                await bench.ExportAsync(new ExportOptions { Names = ["cart"] });
            }
        };

        var error = await Assert.ThrowsAsync<StateException>(() => bench.ExportAsync(to: slow));

        Assert.Equal("StateCleared", error.ErrorId);
        await ExportBench.AssertValidAsync(bench.Backend);
    }

    private static async Task RaceAsync(IBackend backend)
    {
        await using var bench = await FilledAsync();
        for (var round = 0; round < Rounds; round++)
        {
            await bench.Helm.UpgradeAsync("shop", round % 2 == 0 ? "cart" : "pay", from: 2 + (round / 2));
            await Task.WhenAll(ExportAsync(), ExportAsync());
            Assert.Equal(ClusterRecord.In(bench.Cluster), await bench.SavedAsync(backend));
        }

        await bench.AssertCurrentAsync(backend);
        var state = ReleaseState.At(backend);
        await SnapshotLine.AssertAsync(state, Stop);
        if ((await backend.FindGuaranteesAsync(Stop)).ExactWrites)
        {
            Assert.Equal(Rounds, (await state.ListSnapshotsAsync(Stop)).Count);
        }

        async Task ExportAsync()
        {
            await Task.Yield();
            using var client = bench.Connect();
            await new Exporter(client, ReleaseState.At(backend), TimeProvider.System).RunAsync(
                new ExportOptions(),
                progress: null,
                Stop
            );
        }
    }

    private static async Task<ExportBench> FilledAsync()
    {
        var bench = await ExportBench.StartAsync();
        await bench.Helm.InstallAsync("shop", "cart", revisions: 2);
        await bench.Helm.InstallAsync("shop", "pay", revisions: 2);
        await bench.Helm.InstallAsync("ops", "agent");
        return bench;
    }
}
