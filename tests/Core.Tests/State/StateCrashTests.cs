using ReleaseManager.Contracts;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.State;

public sealed class StateCrashTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<BackendFault> Faults { get; } =
    [BackendFault.FailBefore, BackendFault.FailAfter, BackendFault.CrashBefore, BackendFault.CrashAfter];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_at_every_call_of_an_export_leaves_the_old_state_or_the_new_one(BackendFault fault)
    {
        var before = await FilledAsync();
        var whole = new FaultBackend(before.Copy());
        await ExportAsync(ReleaseState.At(whole));
        Assert.True(whole.Count() > 5);

        for (var at = 1; at <= whole.Count(); at++)
        {
            var backend = before.Copy();
            var faulty = new FaultBackend(backend, fault, at);
            await Assert.ThrowsAsync<BackendException>(() => ExportAsync(ReleaseState.At(faulty)));

            await AssertWholeAsync(backend, at);
            await ExportAsync(ReleaseState.At(backend));
            await AssertNewAsync(backend);
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_at_every_call_of_the_first_export_leaves_nothing_or_the_new_state(BackendFault fault)
    {
        var whole = new FaultBackend(new MemoryBackend());
        await ExportAsync(ReleaseState.At(whole));

        for (var at = 1; at <= whole.Count(); at++)
        {
            var backend = new MemoryBackend();
            var faulty = new FaultBackend(backend, fault, at);
            await Assert.ThrowsAsync<BackendException>(() => ExportAsync(ReleaseState.At(faulty)));

            var snapshot = await ReleaseState.At(backend).FindAsync(SnapshotSelector.Latest, Stop);
            Assert.True(snapshot is null or { Sequence: 1, Releases: 2 });
            await ExportAsync(ReleaseState.At(backend));
            await AssertNewAsync(backend);
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_at_every_call_of_a_clear_leaves_a_valid_state_or_none_that_a_second_clear_removes(
        BackendFault fault
    )
    {
        var before = await FilledAsync();
        before.Put("a-note.txt", "not ours"u8);
        var whole = new FaultBackend(before.Copy());
        await ReleaseState.At(whole).ClearAsync(new ClearOptions(), null, Stop);

        for (var at = 1; at <= whole.Count(); at++)
        {
            var backend = before.Copy();
            var faulty = new FaultBackend(backend, fault, at);
            await Assert.ThrowsAsync<BackendException>(() =>
                ReleaseState.At(faulty).ClearAsync(new ClearOptions(), null, Stop)
            );

            var state = ReleaseState.At(backend);
            if (await state.ReadHeaderAsync(Stop) is not null)
            {
                Assert.True((await state.VerifyAsync(null, Stop)).IsValid, $"call {at}");
            }

            await state.ClearAsync(new ClearOptions(), null, Stop);
            Assert.Equal(["a-note.txt"], backend.Names);
        }
    }

    [Fact]
    public async Task Two_writers_make_one_line_of_snapshots()
    {
        using var folder = new TemporaryFolder();
        const int rounds = 50;
        await Task.WhenAll(WriteAsync("one"), WriteAsync("two"));

        var state = ReleaseState.At(new LocalBackend(folder.Below("state")));
        var result = await state.VerifyAsync(null, Stop);
        Assert.True(result.IsValid, string.Join('\n', result.Problems));
        var sequences = (await state.ListSnapshotsAsync(Stop)).Select(id => id.Sequence).ToList();
        Assert.Equal(Enumerable.Range(1, 2 * rounds), sequences);
        foreach (var sequence in sequences.Skip(1))
        {
            Assert.Equal(sequence - 1, (await state.ReadSnapshotAsync(sequence, Stop)).Parent);
        }

        var last = await state.RequireAsync(SnapshotSelector.Latest, Stop);
        Assert.Equal((2, 2 * rounds), (last.Releases, last.Revisions));

        // Each looks at its own release and adds a revision a round: whoever loses a race must carry the other's forward.
        async Task WriteAsync(string name)
        {
            await Task.Yield();
            var mine = ReleaseState.At(new LocalBackend(folder.Below("state")));
            var entries = new List<ListingEntry>();
            for (var round = 1; round <= rounds; round++)
            {
                entries.Add(await Sample.SaveAsync(mine, name, round, stop: Stop));
                var draft = Sample.Draft([.. entries]) with { Scope = new SnapshotScope { Names = [name] } };
                var outcome = await Sample.ExportAsync(mine, draft, stop: Stop);
                Assert.Equal(CommitStatus.Written, outcome.Status);
            }
        }
    }

    private static async Task<MemoryBackend> FilledAsync()
    {
        var backend = new MemoryBackend();
        var state = ReleaseState.At(backend);
        var old = await Sample.SaveAsync(state, "old", stop: Stop);
        await Sample.ExportAsync(state, Sample.Draft(old), stop: Stop);
        return backend;
    }

    private static async Task ExportAsync(ReleaseState state)
    {
        await state.CreateHeaderAsync(Sample.Blue, Stop);
        var on = await state.ReadBaseAsync(Sample.Blue, takeOver: false, Stop);
        var web = await Sample.SaveAsync(state, "web", stop: Stop);
        var api = await Sample.SaveAsync(state, "api", 1, "back", Stop);
        var crd = new CapturedResource(
            CapturedResource.Crd,
            "widgets.example.com",
            await state.SaveResourceAsync(Sample.Crd(), Stop)
        );
        await state.CommitAsync(Sample.Draft(web, api) with { Resources = [crd] }, on, Stop);
    }

    private static async Task AssertWholeAsync(MemoryBackend backend, int at)
    {
        var state = ReleaseState.At(backend);
        var result = await state.VerifyAsync(null, Stop);
        Assert.True(result.IsValid, $"call {at}: {string.Join('\n', result.Problems)}");
        var latest = await state.RequireAsync(SnapshotSelector.Latest, Stop);
        Assert.True(latest is { Sequence: 1, Releases: 1 } or { Sequence: 2, Releases: 2 });
    }

    private static async Task AssertNewAsync(MemoryBackend backend)
    {
        var state = ReleaseState.At(backend);
        Assert.True((await state.VerifyAsync(null, Stop)).IsValid);
        Assert.Equal(2, (await state.RequireAsync(SnapshotSelector.Latest, Stop)).Releases);
    }
}
