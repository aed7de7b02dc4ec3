using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.Export;

/// <summary>The place of the state fails, or the process dies: what stands is the old snapshot or the new one.</summary>
public sealed class ExportCrashTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<BackendFault, bool> Faults { get; } =
        new MatrixTheoryData<BackendFault, bool>(
            [BackendFault.FailBefore, BackendFault.FailAfter, BackendFault.CrashBefore, BackendFault.CrashAfter],
            [true, false]
        );

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_at_every_call_leaves_the_old_snapshot_or_the_new_one(BackendFault fault, bool first)
    {
        await using var bench = await FilledAsync();
        var before = new MemoryBackend();
        if (!first)
        {
            await bench.ExportAsync(to: before);
            await bench.Helm.UpgradeAsync("shop", "cart", from: 2);
            await bench.Helm.InstallAsync("ops", "agent");
            bench.Clock.Advance(TimeSpan.FromHours(1));
        }

        var old = first ? null : await bench.SavedAsync(before);
        var whole = new FaultBackend(before.Copy());
        await bench.ExportAsync(to: whole);
        Assert.True(whole.Count() > 12);

        for (var at = 1; at <= whole.Count(); at++)
        {
            var backend = before.Copy();
            await Assert.ThrowsAsync<BackendException>(() =>
                bench.ExportAsync(to: new FaultBackend(backend, fault, at))
            );

            await AssertOldOrNewAsync(bench, backend, old);
            await bench.ExportAsync(to: backend);
            await bench.AssertCurrentAsync(backend);
        }
    }

    private static async Task AssertOldOrNewAsync(
        ExportBench bench,
        MemoryBackend backend,
        IReadOnlyList<ClusterRecord>? old
    )
    {
        var state = ReleaseState.At(backend);
        if (await state.ReadHeaderAsync(Stop) is not null)
        {
            await ExportBench.AssertValidAsync(backend);
        }

        if (await state.FindAsync(SnapshotSelector.Latest, Stop) is null)
        {
            Assert.Null(old);
            return;
        }

        var saved = await bench.SavedAsync(backend);
        Assert.True(
            saved.SequenceEqual(ClusterRecord.In(bench.Cluster)) || (old is not null && saved.SequenceEqual(old))
        );
    }

    private static async Task<ExportBench> FilledAsync()
    {
        var bench = await ExportBench.StartAsync();
        bench.Cluster.Load([Definitions.Of("widgets.example.com", "Widget")]);
        await bench.Helm.InstallAsync(
            "shop",
            "cart",
            revisions: 2,
            manifest: Definitions.Use("example.com/v1", "Widget")
        );
        await bench.Helm.InstallAsync("shop", "mail", driver: ListingEntry.DriverConfigMap);
        return bench;
    }
}
