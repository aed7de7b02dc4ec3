using ReleaseManager.Contracts;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.State;

public sealed class CopyTests
{
    private static readonly StateKey Key = StateKey.FromFile(Enumerable.Repeat((byte)7, 32).ToArray(), "key");
    private static readonly StateKey OtherKey = StateKey.FromFile(Enumerable.Repeat((byte)8, 32).ToArray(), "other");

    private readonly ManualTime _time = new() { SkipUpTo = TimeSpan.FromMinutes(1) };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<bool, bool> Encryptions { get; } =
        new()
        {
            { false, false },
            { false, true },
            { true, false },
            { true, true },
        };

    public static TheoryData<BackendFault, bool> Faults { get; } =
        new()
        {
            { BackendFault.FailBefore, false },
            { BackendFault.FailAfter, true },
            { BackendFault.CrashBefore, true },
            { BackendFault.CrashAfter, false },
        };

    [Theory]
    [MemberData(nameof(Encryptions))]
    public async Task Everything_comes_over_whichever_side_is_encrypted(bool from, bool to)
    {
        var source = await FilledAsync(from ? Key : null);
        var backend = new MemoryBackend(_time);
        var destination = ReleaseState.At(backend, _time, to ? OtherKey : null);

        var result = await CopyAsync(source, destination);

        Assert.True(result.IsComplete, string.Join('\n', result.Problems));
        Assert.Equal((3, 0), (result.SnapshotsCopied, result.SnapshotsPresent));
        Assert.Equal(VerifyDepth.Full, result.Verified!.Depth);
        await AssertSameAsync(source, destination);
        Assert.Empty(result.Verified.Unreferenced);
        var header = await destination.RequireHeaderAsync(Stop);
        Assert.Equal((to, (await source.RequireHeaderAsync(Stop)).StateId), (header.Encrypted, header.CopyOf));

        var again = await CopyAsync(source, destination);
        Assert.Equal((0, 3, 0), (again.SnapshotsCopied, again.SnapshotsPresent, again.ContentsCopied));
    }

    [Fact]
    public async Task A_plain_copy_has_the_same_bytes_but_for_the_header()
    {
        var from = new MemoryBackend(_time);
        var to = new MemoryBackend(_time);
        await FillAsync(ReleaseState.At(from, _time));
        await CopyAsync(ReleaseState.At(from, _time), ReleaseState.At(to, _time));
        Assert.Equal(from.Names, to.Names);
        Assert.All(
            from.Names.Where(name => name != StateLayout.Header),
            name => Assert.Equal(from.Get(name), to.Get(name))
        );
    }

    [Fact]
    public async Task Only_the_snapshots_that_are_asked_for_come_over_and_the_rest_later()
    {
        var source = await FilledAsync(null);
        var destination = ReleaseState.At(new MemoryBackend(_time), _time, Key);
        var latest = new CopyOptions { Snapshots = [SnapshotSelector.Latest] };

        Assert.Equal(1, (await CopyAsync(source, destination, latest)).SnapshotsCopied);
        Assert.Equal([3], await destination.ListSnapshotsAsync(Stop));

        var rest = await CopyAsync(source, destination);
        Assert.Equal((2, 1), (rest.SnapshotsCopied, rest.SnapshotsPresent));
        await AssertSameAsync(source, destination);
    }

    [Fact]
    public async Task What_would_be_copied_is_told_and_nothing_is_written()
    {
        var source = await FilledAsync(null);
        var backend = new MemoryBackend(_time);
        var plan = await CopyAsync(source, ReleaseState.At(backend, _time), new CopyOptions { PlanOnly = true });
        Assert.Equal((false, 3), (plan.Applied, plan.SnapshotsCopied));
        Assert.Empty(backend.Names);
    }

    [Fact]
    public async Task New_snapshots_of_the_source_are_added_to_the_copy_and_nothing_is_read_twice()
    {
        var source = await FilledAsync(Key);
        var destination = ReleaseState.At(new MemoryBackend(_time), _time, OtherKey);
        await CopyAsync(source, destination);
        await ExportAsync(source, 4);
        var reads = new FaultBackend(source.Backend);

        var result = await CopyAsync(ReleaseState.At(reads, _time, Key), destination);

        Assert.Equal((1, 3), (result.SnapshotsCopied, result.SnapshotsPresent));
        await AssertSameAsync(source, destination);
        Assert.Equal(1, reads.Calls.Count(call => call.Name.StartsWith("records/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_state_that_is_no_copy_of_the_source_is_left_alone()
    {
        var source = await FilledAsync(null);
        var stranger = await FilledAsync(null);
        var error = await Assert.ThrowsAsync<StateException>(() => CopyAsync(source, stranger));
        Assert.Equal("StateNotACopy", error.ErrorId);

        var same = await Assert.ThrowsAsync<StateException>(() =>
            CopyAsync(source, ReleaseState.At(source.Backend, _time))
        );
        Assert.Equal("CopyToItself", same.ErrorId);

        var nothing = ReleaseState.At(new MemoryBackend(), _time);
        Assert.Equal(
            "StateNotFound",
            (await Assert.ThrowsAsync<StateException>(() => CopyAsync(nothing, stranger))).ErrorId
        );
    }

    [Fact]
    public async Task Where_something_was_exported_into_the_copy_the_number_is_named_and_both_stay()
    {
        var source = await FilledAsync(null);
        var destination = ReleaseState.At(new MemoryBackend(_time), _time);
        await CopyAsync(source, destination);
        await ExportAsync(destination, 7);
        await ExportAsync(source, 4);

        var result = await CopyAsync(source, destination);

        Assert.False(result.IsComplete);
        Assert.Equal(VerifyProblemKind.Inconsistent, Assert.Single(result.Problems).Kind);
        Assert.Equal([4], result.Problems[0].Snapshots);
        Assert.Equal(4, (await destination.RequireAsync(SnapshotSelector.Latest, Stop)).Sequence);
    }

    [Fact]
    public async Task A_damaged_record_keeps_its_snapshots_from_being_copied_and_no_others()
    {
        var backend = new MemoryBackend(_time);
        var source = ReleaseState.At(backend, _time);
        await FillAsync(source);
        var entries = await source.ReadEntriesAsync(await source.ReadSnapshotAsync(2, Stop), Stop).ToListAsync(Stop);
        backend.Put(StateLayout.Record(entries.Single(entry => entry.Name == "web").Record), "damaged"u8);
        var destination = ReleaseState.At(new MemoryBackend(_time), _time);

        var result = await CopyAsync(source, destination);

        Assert.False(result.IsComplete);
        Assert.Equal(2, result.SnapshotsCopied);
        Assert.Equal([2], Assert.Single(result.Problems).Snapshots);
        Assert.Equal([1, 3], await destination.ListSnapshotsAsync(Stop));
        Assert.True(result.Verified!.IsValid);
    }

    [Fact]
    public async Task Members_that_this_version_does_not_know_go_along()
    {
        var from = new MemoryBackend(_time);
        var source = ReleaseState.At(from, _time);
        await source.CreateHeaderAsync(Sample.Blue, Stop);
        var entry = await Sample.SaveAsync(source, "web", stop: Stop);
        using var future = System.Text.Json.JsonDocument.Parse("""{"later":[1,2.50]}""");
        entry.Others = new Dictionary<string, System.Text.Json.JsonElement>(StringComparer.Ordinal)
        {
            ["future"] = future.RootElement,
        };
        await Sample.ExportAsync(source, Sample.Draft(entry), stop: Stop);
        var destination = ReleaseState.At(new MemoryBackend(_time), _time, Key);
        await CopyAsync(source, destination);
        var copied = Assert.Single(
            await destination
                .ReadEntriesAsync(await destination.RequireAsync(SnapshotSelector.Latest, Stop), Stop)
                .ToListAsync(Stop)
        );
        Assert.Equal("""{"later":[1,2.50]}""", copied.Others!["future"].GetRawText());
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_at_every_call_of_a_copy_leaves_a_whole_copy_of_less_that_goes_on(
        BackendFault fault,
        bool encrypt
    )
    {
        var source = await FilledAsync(null);
        var key = encrypt ? Key : null;
        var calls = new FaultBackend(new MemoryBackend(_time));
        await CopyAsync(source, ReleaseState.At(calls, _time, key));
        for (var at = 1; at <= calls.Count(); at++)
        {
            var backend = new MemoryBackend(_time);
            await Assert.ThrowsAsync<BackendException>(() =>
                CopyAsync(source, ReleaseState.At(new FaultBackend(backend, fault, at), _time, key))
            );
            var half = ReleaseState.At(backend, _time, key);
            if (await half.ReadHeaderAsync(Stop) is not null)
            {
                var result = await half.VerifyAsync(null, Stop);
                Assert.True(result.IsValid, $"call {at}: {string.Join('\n', result.Problems)}");
            }

            Assert.True((await CopyAsync(source, half)).IsComplete);
            await AssertSameAsync(source, half);
        }
    }

    [Theory]
    [InlineData(BackendFault.FailBefore)]
    [InlineData(BackendFault.CrashBefore)]
    public async Task A_fault_at_every_read_of_the_source_leaves_a_whole_copy_of_less(BackendFault fault)
    {
        var source = await FilledAsync(null);
        var calls = new FaultBackend(source.Backend);
        await CopyAsync(ReleaseState.At(calls, _time), ReleaseState.At(new MemoryBackend(_time), _time));
        for (var at = 1; at <= calls.Count(); at++)
        {
            var backend = new MemoryBackend(_time);
            var faulty = ReleaseState.At(new FaultBackend(source.Backend, fault, at), _time);
            await Assert.ThrowsAsync<BackendException>(() => CopyAsync(faulty, ReleaseState.At(backend, _time)));
            Assert.True((await CopyAsync(source, ReleaseState.At(backend, _time))).IsComplete);
        }
    }

    [Fact]
    public async Task A_prune_of_the_copy_at_every_call_of_the_next_copy_loses_nothing()
    {
        var source = await FilledAsync(null);
        var before = new MemoryBackend(_time);
        await CopyAsync(source, ReleaseState.At(before, _time));
        await PruneAsync(before);
        _time.Advance(TimeSpan.FromDays(1));

        // The copy brings back snapshots of which the contents are about to go.
        var calls = new FaultBackend(before.Copy());
        await CopyAsync(source, ReleaseState.At(calls, _time));
        for (var at = 1; at <= calls.Count(); at++)
        {
            var backend = before.Copy();
            var slow = new FaultBackend(backend)
            {
                Before = async call =>
                {
                    if (call.Index == at)
                    {
                        await PruneAsync(backend);
                    }
                },
            };
            var result = await CopyAsync(source, ReleaseState.At(slow, _time));
            Assert.True(result.IsComplete, $"call {at}: {string.Join('\n', result.Problems)}");
            var whole = await ReleaseState.At(backend, _time).VerifyAsync(null, Stop);
            Assert.True(whole.IsValid, $"call {at}: {string.Join('\n', whole.Problems)}");
        }
    }

    private Task<PruneResult> PruneAsync(IBackend backend) =>
        ReleaseState
            .At(backend, _time)
            .PruneAsync(new PruneOptions { Policy = new RetentionPolicy { Last = 1 } }, null, Stop);

    private Task<CopyResult> CopyAsync(ReleaseState source, ReleaseState destination, CopyOptions? options = null) =>
        new StateCopier(source, destination, _time).RunAsync(options ?? new CopyOptions(), null, Stop);

    private async Task<ReleaseState> FilledAsync(StateKey? key)
    {
        var state = ReleaseState.At(new MemoryBackend(_time), _time, key);
        await FillAsync(state);
        return state;
    }

    private static async Task FillAsync(ReleaseState state)
    {
        await ExportAsync(state, 1);
        await ExportAsync(state, 2);
        await ExportAsync(state, 3);
    }

    private static async Task ExportAsync(ReleaseState state, int revision)
    {
        await state.CreateHeaderAsync(Sample.Blue, Stop);
        var on = await state.ReadBaseAsync(Sample.Blue, takeOver: false, Stop);
        var web = await Sample.SaveAsync(state, "web", revision, stop: Stop);
        var api = await Sample.SaveAsync(state, "api", 1, "back", Stop);
        var crd = new CapturedResource(
            CapturedResource.Crd,
            "widgets.example.com",
            await state.SaveResourceAsync(Sample.Crd(), Stop)
        );
        await state.CommitAsync(Sample.Draft(web, api) with { Resources = [crd] }, on, Stop);
    }

    private static async Task AssertSameAsync(ReleaseState one, ReleaseState other)
    {
        var ids = await one.ListSnapshotsAsync(Stop);
        Assert.Equal(ids, await other.ListSnapshotsAsync(Stop));
        foreach (var id in ids)
        {
            Assert.Equal(await ContentAsync(one, id), await ContentAsync(other, id));
        }
    }

    /// <summary>All that a snapshot holds, without the names of contents.</summary>
    private static async Task<List<string>> ContentAsync(ReleaseState state, SnapshotId id)
    {
        var snapshot = await state.ReadSnapshotAsync(id, Stop);
        List<string> content = [$"{snapshot.Time:O} {snapshot.Writer} {snapshot.EverWhole}"];
        await foreach (var entry in state.ReadEntriesAsync(snapshot, Stop))
        {
            content.Add(
                $"{entry with { Record = "", Labels = EmptyMap.Instance }} {Convert.ToBase64String(await state.ReadRecordAsync(entry, Stop))}"
            );
        }

        foreach (var resource in snapshot.Resources)
        {
            content.Add($"{resource.Kind} {await state.ReadResourceAsync(resource.Hash, Stop)}");
        }

        return content;
    }
}
