using ReleaseManager.Contracts;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.State;

/// <summary>A place that ignores the conditions of writes: two snapshots may have one number, and nothing of either is lost.</summary>
public sealed class ForkTests
{
    private readonly MemoryBackend _backend = new(exactWrites: false);

    private ReleaseState State => ReleaseState.At(_backend);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_snapshot_is_named_by_its_number_and_a_random_mark()
    {
        await ExportAsync("web");

        var id = Assert.Single(await State.ListSnapshotsAsync(Stop));
        Assert.Equal(1, id.Sequence);
        Assert.NotNull(id.Fork);
        Assert.Contains($"snapshots/00000001-{id.Fork}.json", _backend.Names);
        Assert.Equal(id, (await State.RequireAsync(SnapshotSelector.Number(1), Stop)).Id);
        Assert.Equal(id, (await State.RequireAsync(SnapshotSelector.Parse(id.ToString()), Stop)).Id);
    }

    [Fact]
    public async Task The_next_writer_merges_what_forks_hold()
    {
        await ExportAsync("web");
        await ForkAsync("api", "pay");
        Assert.Equal([1, 2, 2], (await State.ListSnapshotsAsync(Stop)).Select(id => id.Sequence));

        var outcome = await ExportAsync("agent");

        Assert.Equal(CommitStatus.Written, outcome.Status);
        Assert.Equal((3, 4, 2), (outcome.Snapshot.Sequence, outcome.Snapshot.Releases, outcome.Snapshot.Parents.Count));
        Assert.Equal(["agent", "api", "pay", "web"], await NamesAsync(outcome.Snapshot));
        Assert.True((await State.VerifyAsync(null, Stop)).IsValid);

        var next = await ExportAsync("late");
        Assert.Equal([outcome.Snapshot.Id], next.Snapshot.Parents);
        Assert.Equal(5, next.Snapshot.Releases);
    }

    [Fact]
    public async Task A_fork_that_was_written_late_is_merged_all_the_same()
    {
        await ExportAsync("web");
        var slow = await DraftAsync("slow");
        var on = await State.ReadBaseAsync(Sample.Blue, takeOver: false, Stop);
        await ExportAsync("fast");
        await ExportAsync("faster");

        // It looked before the others wrote; its number is theirs.
        var snapshot = (await State.PlanCommitAsync(slow, on, Stop)).Snapshot;
        await State.SaveListingAsync([.. slow.Entries, (await DraftAsync("web")).Entries[0]], Stop);
        Assert.True(
            await State.Snapshots.TryAddAsync(snapshot with { Fork = "00000001" }, Stop),
            "the fork could not be written"
        );

        var merged = (await ExportAsync("last")).Snapshot;
        Assert.Equal(["fast", "faster", "last", "slow", "web"], await NamesAsync(merged));
        Assert.Equal(2, merged.Parents.Count);
    }

    [Fact]
    public async Task Of_a_revision_in_two_forms_the_one_that_was_found_last_counts()
    {
        await ExportAsync("web");
        var on = await State.ReadBaseAsync(Sample.Blue, takeOver: false, Stop);
        var old = await DraftAsync("api");
        var fresh = old with
        {
            Entries = [old.Entries[0] with { Status = "superseded", Seen = Sample.Noon.AddMinutes(1) }],
        };
        await RaceAsync(on, fresh, old);

        var merged = (await ExportAsync("agent")).Snapshot;
        var entries = await State.ReadEntriesAsync(merged, Stop).ToListAsync(Stop);
        Assert.Equal("superseded", Assert.Single(entries, entry => entry.Name == "api").Status);
    }

    [Fact]
    public async Task A_number_that_two_snapshots_have_is_ambiguous_and_both_are_named()
    {
        await ForkAsync("api", "pay");
        var ids = await State.ListSnapshotsAsync(Stop);

        var error = await Assert.ThrowsAsync<StateException>(() =>
            State.RequireAsync(SnapshotSelector.Number(1), Stop)
        );

        Assert.Equal("SnapshotAmbiguous", error.ErrorId);
        Assert.All(ids, id => Assert.Contains(id.ToString(), error.Advice!, StringComparison.Ordinal));
        foreach (var id in ids)
        {
            Assert.Equal(id, (await State.RequireAsync(SnapshotSelector.Number(id), Stop)).Id);
        }
    }

    [Fact]
    public async Task A_damaged_fork_stops_only_an_export_that_would_carry_from_it()
    {
        await ForkAsync("api", "pay");
        var ids = await State.ListSnapshotsAsync(Stop);
        _backend.Put(StateLayout.Snapshot(ids[0]), "damaged"u8);

        var draft = await DraftAsync("agent");
        var error = await Assert.ThrowsAsync<StateException>(() => Sample.ExportAsync(State, draft, stop: Stop));
        Assert.Equal("SnapshotDamaged", error.ErrorId);

        var whole = draft with { Scope = SnapshotScope.Everything, AcceptLoss = true };
        Assert.Equal(CommitStatus.Written, (await Sample.ExportAsync(State, whole, stop: Stop)).Status);
    }

    [Fact]
    public async Task Two_writers_lose_nothing_in_fifty_rounds()
    {
        const int rounds = 50;
        await State.CreateHeaderAsync(Sample.Blue, Stop);
        using var start = new Barrier(2);
        await Task.WhenAll(WriteAsync("one"), WriteAsync("two"));

        var state = State;
        await ExportAsync("last");
        var result = await state.VerifyAsync(null, Stop);
        Assert.True(result.IsValid, string.Join('\n', result.Problems));
        var latest = await state.RequireAsync(SnapshotSelector.Latest, Stop);
        Assert.Equal((3, (2 * rounds) + 1), (latest.Releases, latest.Revisions));
        var ids = await state.ListSnapshotsAsync(Stop);
        Assert.Equal((2 * rounds) + 1, ids.Count);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"figure: {ids.Count - ids.DistinctBy(id => id.Sequence).Count()} forks in {rounds} rounds"
        );

        async Task WriteAsync(string name)
        {
            await Task.Yield();
            var mine = State;
            var entries = new List<ListingEntry>();
            for (var round = 1; round <= rounds; round++)
            {
                start.SignalAndWait(Stop);
                entries.Add(await Sample.SaveAsync(mine, name, round, stop: Stop));
                var draft = Sample.Draft([.. entries]) with { Scope = new SnapshotScope { Names = [name] } };
                Assert.Equal(CommitStatus.Written, (await Sample.ExportAsync(mine, draft, stop: Stop)).Status);
            }
        }
    }

    [Fact]
    public async Task Two_who_begin_a_state_at_the_same_moment_agree_on_one()
    {
        var key = StateKey.FromPassphrase("correct horse", rounds: 1);
        var clock = new ManualTime();
        var looked = 0;
        var haveBothLooked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _backend.BeforeLateWrite = name =>
        {
            if (name == StateLayout.Header && Interlocked.Increment(ref looked) == 2)
            {
                haveBothLooked.SetResult();
            }

            return name == StateLayout.Header ? haveBothLooked.Task : Task.CompletedTask;
        };
        var both = Task.WhenAll(
            ReleaseState.At(_backend, clock, key).CreateHeaderAsync(Sample.Blue, Stop),
            ReleaseState.At(_backend, clock, key).CreateHeaderAsync(Sample.Blue, Stop)
        );
        while (!both.IsCompleted)
        {
            // Once each has written a key and a header, both wait to see whose header it is.
            if (_backend.Writes == 4)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
            }

            await Task.Yield();
        }

        var headers = await both;
        Assert.Equal(headers[0].StateId, headers[1].StateId);
        Assert.Single(await ReleaseState.At(_backend).ListKeysAsync(Stop));
    }

    private async Task<SnapshotDraft> DraftAsync(string name) =>
        Sample.Draft(await Sample.SaveAsync(State, name, stop: Stop)) with
        {
            Scope = new SnapshotScope { Names = [name] },
        };

    private async Task<CommitOutcome> ExportAsync(string name)
    {
        await State.CreateHeaderAsync(Sample.Blue, Stop);
        return await Sample.ExportAsync(State, await DraftAsync(name), stop: Stop);
    }

    private async Task ForkAsync(string one, string other)
    {
        await State.CreateHeaderAsync(Sample.Blue, Stop);
        var on = await State.ReadBaseAsync(Sample.Blue, takeOver: false, Stop);
        await RaceAsync(on, await DraftAsync(one), await DraftAsync(other));
    }

    /// <summary>Two writers that both looked before either wrote.</summary>
    private async Task RaceAsync(ExportBase on, SnapshotDraft one, SnapshotDraft other)
    {
        var wrote = false;
        var slow = new FaultBackend(_backend)
        {
            Before = async call =>
            {
                if (!wrote && call.Verb == "Create" && StateLayout.SnapshotOf(call.Name) is not null)
                {
                    wrote = true;
                    await State.CommitAsync(other, on, Stop);
                }
            },
        };
        await ReleaseState.At(slow).CommitAsync(one, on, Stop);
        Assert.True(wrote);
    }

    private async Task<List<string>> NamesAsync(Snapshot snapshot) =>
        [
            .. (await State.ReadEntriesAsync(snapshot, Stop).ToListAsync(Stop))
                .Select(entry => entry.Name)
                .Order(StringComparer.Ordinal),
        ];
}
