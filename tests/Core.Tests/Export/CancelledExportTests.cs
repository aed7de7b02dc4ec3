using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.Export;

/// <summary>Ctrl+C at any moment: the export ends as cancelled, and the state is whole.</summary>
public sealed class CancelledExportTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stopped_at_any_request_an_export_leaves_the_old_snapshot(bool first)
    {
        await using var bench = await FilledAsync();
        var before = await BeforeAsync(bench, first);
        var wasMet = true;
        var ended = 0;
        for (var at = 1; wasMet; at++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            var backend = before.Copy();
            var seen = 0;
            bench.Cluster.Faults.Before(
                1,
                async (_, _) => await stop.CancelAsync(),
                _ => Interlocked.Increment(ref seen) == at
            );
            var error = await Record.ExceptionAsync(() => bench.ExportAsync(to: backend, stop: stop.Token));
            bench.Cluster.Faults.Clear();
            wasMet = seen >= at;
            ended += wasMet ? 1 : 0;
            await AssertEndAsync(bench, before, backend, error, isExpected: wasMet);
        }

        Assert.True(ended > (first ? 5 : 8));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stopped_at_any_call_of_the_backend_an_export_leaves_the_old_snapshot_or_the_new_one(bool first)
    {
        await using var bench = await FilledAsync();
        var before = await BeforeAsync(bench, first);
        var wasMet = true;
        for (var at = 1; wasMet; at++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            var backend = before.Copy();
            var watched = new FaultBackend(backend)
            {
                Before = async call =>
                {
                    if (call.Index == at)
                    {
                        await stop.CancelAsync();
                    }
                },
            };
            var error = await Record.ExceptionAsync(() => bench.ExportAsync(to: watched, stop: stop.Token));
            wasMet = watched.Count() >= at;
            await AssertEndAsync(bench, before, backend, error, isExpected: wasMet);
        }
    }

    private static async Task AssertEndAsync(
        ExportBench bench,
        MemoryBackend before,
        MemoryBackend backend,
        Exception? error,
        bool isExpected
    )
    {
        Assert.Equal(isExpected, error is not null);
        if (error is not null)
        {
            Assert.IsType<OperationCanceledException>(error, exactMatch: false);
            var (old, now) = (before.Names.Count(IsSnapshot), backend.Names.Count(IsSnapshot));
            Assert.True(now - old is 0 or 1);
            if (backend.Names.Count > 0)
            {
                await ExportBench.AssertValidAsync(backend);
            }
        }

        await bench.ExportAsync(to: backend);
        await bench.AssertCurrentAsync(backend);

        static bool IsSnapshot(string name) => StateLayout.SnapshotOf(name) is not null;
    }

    private static async Task<MemoryBackend> BeforeAsync(ExportBench bench, bool first)
    {
        var before = new MemoryBackend();
        if (!first)
        {
            await bench.ExportAsync(to: before);
            await bench.Helm.UpgradeAsync("shop", "cart", from: 2);
        }

        return before;
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
