using System.Globalization;
using ReleaseManager.Contracts;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.State;

/// <summary>
/// A prune and an export of which neither waits for the other: whatever the order of their calls, no snapshot ever refers to what is gone. The
/// export brings back what the prune is about to remove, as a rollback does.
/// </summary>
public sealed class PruneBesideExportTests
{
    private readonly ManualTime _time = new() { SkipUpTo = TimeSpan.FromMinutes(1) };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<bool, bool> Cases { get; } =
        new()
        {
            { false, true },
            { true, true },
            { false, false },
            { true, false },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Switching_between_them_at_every_pair_of_calls_loses_nothing(bool isDue, bool exactWrites)
    {
        var before = await FilledAsync(isDue, exactWrites);
        var prune = await CountAsync(before, PruneAsync);
        var export = await CountAsync(before, ExportAsync);
        Assert.True(prune > 5 && export > 10, $"{prune} and {export} calls");
        var written = 0;
        for (var first = 0; first <= prune; first++)
        {
            for (var second = 0; second <= export; second++)
            {
                var backend = before.Copy();
                var one = new SteppedWork(backend, PruneAsync);
                await one.StepAsync(first);
                var other = new SteppedWork(backend, ExportAsync);
                await other.StepAsync(second);
                await one.EndAsync();
                written += await EndsAsync(other) ? 1 : 0;
                await AssertWholeAsync(backend, $"{first} of {prune}, {second} of {export}");
            }
        }

        // It may have to give way while contents are being removed, but not as a rule.
        Assert.True(written > prune * export / 2, $"{written} exports of {prune * export} were written");
    }

    [Theory]
    [InlineData(200)]
    public async Task Any_order_of_calls_of_two_exports_and_two_prunes_loses_nothing(int rounds)
    {
        if (Environment.GetEnvironmentVariable("RELEASEMANAGER_PRUNE_ROUNDS") is { Length: > 0 } asked)
        {
            rounds = int.Parse(asked, CultureInfo.InvariantCulture);
        }

        for (var seed = 0; seed < rounds; seed++)
        {
            var random = new Random(seed);
            var backend = await FilledAsync(isDue: random.Next(2) == 0, exactWrites: random.Next(2) == 0);
            List<SteppedWork> work =
            [
                new(backend, PruneAsync),
                new(backend, ExportAsync),
                new(backend, PruneAsync),
                new(backend, at => ExportAsync(at, 2)),
            ];
            while (work.Exists(one => !one.HasEnded))
            {
                var next = work[random.Next(work.Count)];
                await next.StepAsync(random.Next(1, 6));
                if (random.Next(40) == 0)
                {
                    _time.Advance(TimeSpan.FromHours(random.Next(1, 4)));
                }
            }

            foreach (var one in work)
            {
                await EndsAsync(one);
            }

            await AssertWholeAsync(backend, $"seed {seed}");
        }
    }

    /// <returns>False where it gave way.</returns>
    private static async Task<bool> EndsAsync(SteppedWork work)
    {
        try
        {
            await work.EndAsync();
            return true;
        }
        catch (ReleaseManagerException e) when (e.ErrorId is "StateBusy" or "SnapshotTooLate" or "BackendTooSlow")
        {
            return false;
        }
    }

    private async Task AssertWholeAsync(MemoryBackend backend, string when)
    {
        for (var day = 0; day < 3; day++)
        {
            var result = await ReleaseState.At(backend, _time).VerifyAsync(null, Stop);
            Assert.True(result.IsValid, $"{when}, day {day}: {string.Join('\n', result.Problems)}");
            _time.Advance(TimeSpan.FromDays(1));
            await PruneAsync(backend);
        }
    }

    private static async Task<int> CountAsync(MemoryBackend before, Func<IBackend, Task> work)
    {
        var calls = new FaultBackend(before.Copy());
        await work(calls);
        return calls.Count();
    }

    /// <param name="isDue">Whether contents have been listed a day ago, so that the next prune removes them.</param>
    private async Task<MemoryBackend> FilledAsync(bool isDue, bool exactWrites)
    {
        var backend = new MemoryBackend(_time, exactWrites);
        await ExportAsync(backend, 1);
        await ExportAsync(backend, 2);
        await ExportAsync(backend, 3);
        if (isDue)
        {
            await PruneAsync(backend);
            _time.Advance(TimeSpan.FromDays(1));
            await ExportAsync(backend, 4);
        }

        return backend;
    }

    private Task PruneAsync(IBackend backend) =>
        ReleaseState
            .At(backend, _time)
            .PruneAsync(new PruneOptions { Policy = new RetentionPolicy { Last = 1 } }, null, Stop);

    private Task ExportAsync(IBackend backend) => ExportAsync(backend, 1);

    private async Task ExportAsync(IBackend backend, int revision)
    {
        var state = ReleaseState.At(backend, _time);
        await state.CreateHeaderAsync(Sample.Blue, Stop);
        while (true)
        {
            var on = await state.ReadBaseAsync(Sample.Blue, takeOver: false, Stop);
            var web = await Sample.SaveAsync(state, "web", revision, stop: Stop);
            var draft = Sample.Draft(web) with { Scope = new SnapshotScope { Names = ["web"] } };
            var outcome = await state.CommitAsync(draft, on, Stop);
            if (outcome.Status is not (CommitStatus.Lost or CommitStatus.Swept))
            {
                return;
            }
        }
    }
}
