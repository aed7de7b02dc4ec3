using ReleaseManager.Contracts;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Contracts.State;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.State;
using ReleaseManager.S3.Tests.Store;
using Xunit;

namespace ReleaseManager.S3.Tests.State;

/// <summary>
/// A prune and an export that brings back what the prune is about to remove, on the real store: each happens whole before every call of the other, and
/// no snapshot ever refers to what is gone.
/// </summary>
public sealed class PruneBesideExportTests(StoreFixture fixture) : StoreStates(fixture)
{
    /// <summary>How many places are tried out at the same time.</summary>
    private const int AtOnce = 4;

    [Theory]
    [MemberData(nameof(Buckets))]
    public Task A_prune_at_every_call_of_an_export_loses_nothing(string bucket) =>
        InterruptAsync(bucket, ExportAsync, PruneAsync);

    [Theory]
    [MemberData(nameof(Buckets))]
    public Task An_export_at_every_call_of_a_prune_loses_nothing(string bucket) =>
        InterruptAsync(bucket, PruneAsync, ExportAsync);

    private async Task InterruptAsync(
        string bucket,
        Func<IBackend, TimeProvider, Task> work,
        Func<IBackend, TimeProvider, Task> other
    )
    {
        var filled = await FilledAsync(bucket);
        var calls = new FaultBackend(await DueAsync(bucket, filled));
        await work(calls, NewTime());
        Assert.True(calls.Count() > 8, $"{calls.Count()} calls");
        var gaveWay = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(1, calls.Count()),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Stop },
            async (at, _) =>
            {
                var time = NewTime();
                var backend = await DueAsync(bucket, filled);
                var slow = new FaultBackend(backend)
                {
                    Before = async call =>
                    {
                        if (call.Index == at && !await EndsAsync(other(backend, time)))
                        {
                            Interlocked.Increment(ref gaveWay);
                        }
                    },
                };
                if (!await EndsAsync(work(slow, time)))
                {
                    Interlocked.Increment(ref gaveWay);
                }

                await AssertStaysWholeAsync(backend, time, $"call {at}");
            }
        );
        Assert.True(gaveWay < calls.Count() / 2, $"{gaveWay} of {calls.Count()} gave way");
        TestContext.Current.TestOutputHelper?.WriteLine($"figure: {calls.Count()} calls, {gaveWay} gave way");
    }

    private static ManualTime NewTime() => new() { SkipUpTo = TimeSpan.FromMinutes(1) };

    /// <returns>False where it gave way to the other.</returns>
    private static async Task<bool> EndsAsync(Task work)
    {
        try
        {
            await work;
            return true;
        }
        catch (StateException e) when (e.ErrorId is "StateBusy" or "SnapshotTooLate" or "BackendTooSlow")
        {
            return false;
        }
    }

    private static async Task AssertStaysWholeAsync(IBackend backend, ManualTime time, string when)
    {
        for (var day = 0; day < 2; day++)
        {
            await AssertWholeAsync(ReleaseState.At(backend, time), $"{when}, day {day}");
            backend = await DayLaterBackend.OfAsync(backend, Stop);
            time.Advance(TimeSpan.FromDays(1));
            await PruneAsync(backend, time);
        }

        await AssertWholeAsync(ReleaseState.At(backend, time), $"{when}, at the end");
    }

    /// <summary>The items of a state in which contents have been listed to go.</summary>
    private async Task<Dictionary<string, ReadOnlyMemory<byte>>> FilledAsync(string bucket)
    {
        var (backend, time) = (Open(bucket, NewPath()), NewTime());
        await ExportAsync(backend, time, 1);
        await ExportAsync(backend, time, 2);
        await ExportAsync(backend, time, 3);
        await PruneAsync(backend, time);
        await ExportAsync(backend, time, 4);
        var items = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        await foreach (var entry in backend.ListAsync("", Stop))
        {
            items[entry.Name] = (await backend.ReadAsync(entry.Name, Stop))!.Bytes;
        }

        Assert.Contains(items.Keys, name => name.StartsWith(StateLayout.Removals, StringComparison.Ordinal));
        return items;
    }

    /// <summary>The same items at a new path, where the day of those that are listed is over.</summary>
    private async Task<IBackend> DueAsync(string bucket, Dictionary<string, ReadOnlyMemory<byte>> items)
    {
        var backend = Open(bucket, NewPath());
        await Task.WhenAll(items.Select(item => backend.CreateAsync(item.Key, item.Value, Stop)));
        return await DayLaterBackend.OfAsync(backend, Stop);
    }

    private static Task PruneAsync(IBackend backend, TimeProvider time) =>
        ReleaseState
            .At(backend, time)
            .PruneAsync(new PruneOptions { Policy = new RetentionPolicy { Last = 1 } }, null, Stop);

    private static Task ExportAsync(IBackend backend, TimeProvider time) => ExportAsync(backend, time, 1);

    private static async Task ExportAsync(IBackend backend, TimeProvider time, int revision)
    {
        var state = ReleaseState.At(backend, time);
        await state.CreateHeaderAsync(Sample.Blue, Stop);
        while (true)
        {
            var on = await state.ReadBaseAsync(Sample.Blue, takeOver: false, Stop);
            var outcome = await state.CommitAsync(await DraftAsync(state, "web", revision), on, Stop);
            if (outcome.Status is not (CommitStatus.Lost or CommitStatus.Swept))
            {
                return;
            }
        }
    }
}
