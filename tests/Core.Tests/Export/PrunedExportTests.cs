using ReleaseManager.Contracts;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.Export;

/// <summary>
/// A whole export beside a prune that is about to remove the records of a release which has just come back: whatever of it was found to be
/// saved and is then swept, is read from the cluster and saved again.
/// </summary>
public sealed class PrunedExportTests
{
    private readonly ManualTime _time = new() { SkipUpTo = TimeSpan.FromMinutes(1) };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whatever_the_moment_of_the_prune_the_export_is_whole_and_current(bool exactWrites)
    {
        await using var bench = await ExportBench.StartAsync();
        var before = await DoomedAsync(bench, exactWrites);
        var calls = new FaultBackend(before.Copy());
        await ExportAsync(bench, calls);
        Assert.True(calls.Count() > 10);
        for (var at = 1; at <= calls.Count(); at++)
        {
            var backend = before.Copy();
            var slow = new FaultBackend(backend)
            {
                Before = call => call.Index == at ? PruneAsync(backend) : Task.CompletedTask,
            };
            Assert.True((await ExportAsync(bench, slow)).Written, $"call {at}");
            await AssertCurrentAsync(bench, backend);
        }
    }

    [Fact]
    public async Task Whatever_the_moment_of_the_export_beside_a_slow_prune_nothing_is_missing()
    {
        await using var bench = await ExportBench.StartAsync();
        var before = await DoomedAsync(bench, exactWrites: true);
        var calls = new FaultBackend(before.Copy());
        await PruneAsync(calls);
        for (var at = 1; at <= calls.Count(); at++)
        {
            var backend = before.Copy();
            var gaveWay = false;
            var slow = new FaultBackend(backend)
            {
                Before = async call =>
                {
                    if (call.Index == at)
                    {
                        try
                        {
                            await ExportAsync(bench, backend);
                        }
                        catch (StateException e) when (e.ErrorId == "StateBusy")
                        {
                            gaveWay = true;
                        }
                    }
                },
            };
            await PruneAsync(slow);
            await ExportBench.AssertValidAsync(backend);
            Assert.Equal(gaveWay, (await ExportAsync(bench, backend)).Written);
            await AssertCurrentAsync(bench, backend);
        }
    }

    /// <summary>A state whose list of removals names the records of a release that is in the cluster again.</summary>
    private async Task<MemoryBackend> DoomedAsync(ExportBench bench, bool exactWrites)
    {
        var backend = new MemoryBackend(_time, exactWrites);
        await bench.Helm.InstallAsync("shop", "cart", revisions: 2);
        await bench.Helm.InstallAsync("shop", "pay", revisions: 2);
        await bench.Helm.InstallAsync("ops", "agent");
        await ExportAsync(bench, backend);
        await bench.Helm.DeleteAsync("shop", "cart", 1);
        await bench.Helm.DeleteAsync("shop", "cart", 2);
        await ExportAsync(bench, backend);
        await PruneAsync(backend);
        Assert.Contains(backend.Names, name => name.StartsWith("removals/", StringComparison.Ordinal));
        _time.Advance(TimeSpan.FromDays(1));
        await bench.Helm.InstallAsync("shop", "cart", revisions: 2);
        return backend;
    }

    private async Task AssertCurrentAsync(ExportBench bench, MemoryBackend backend)
    {
        await bench.AssertCurrentAsync(backend);
        _time.Advance(TimeSpan.FromDays(1));
        await PruneAsync(backend);
        await bench.AssertCurrentAsync(backend);
    }

    private async Task<ExportResult> ExportAsync(ExportBench bench, IBackend backend)
    {
        using var client = bench.Connect();
        return await new Exporter(client, ReleaseState.At(backend, _time), _time).RunAsync(
            new ExportOptions { Parallelism = 1 },
            progress: null,
            Stop
        );
    }

    private Task<PruneResult> PruneAsync(IBackend backend) =>
        ReleaseState
            .At(backend, _time)
            .PruneAsync(new PruneOptions { Policy = new RetentionPolicy { Last = 1 } }, null, Stop);
}
