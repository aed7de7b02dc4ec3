using ReleaseManager.Contracts;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.State;

public sealed class PruneTests
{
    private static readonly RetentionPolicy LastOne = new() { Last = 1 };

    private readonly ManualTime _time = new() { SkipUpTo = TimeSpan.FromMinutes(1) };
    private readonly MemoryBackend _backend;

    public PruneTests() => _backend = new MemoryBackend(_time);

    private ReleaseState State => ReleaseState.At(_backend, _time);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<BackendFault> Faults { get; } =
    [BackendFault.FailBefore, BackendFault.FailAfter, BackendFault.CrashBefore, BackendFault.CrashAfter];

    [Fact]
    public async Task Snapshots_go_at_once_and_what_only_they_needed_a_day_later()
    {
        await FillAsync();
        var contents = Contents(_backend);

        var first = await PruneAsync(_backend);

        Assert.Equal((true, 2, 1), (first.Applied, first.SnapshotsRemoved, first.SnapshotsKept));
        Assert.Equal((4, 0, 0), (first.ContentsListed, first.ContentsRemoved, first.ContentsPending));
        Assert.Equal([3], await State.ListSnapshotsAsync(Stop));
        Assert.Equal(contents, Contents(_backend));

        _time.Advance(TimeSpan.FromHours(23));
        var early = await PruneAsync(_backend);
        Assert.Equal((0, 0, 4), (early.ContentsListed, early.ContentsRemoved, early.ContentsPending));
        Assert.Equal(contents, Contents(_backend));

        _time.Advance(TimeSpan.FromHours(1));
        var due = await PruneAsync(_backend);
        Assert.Equal((0, 4, 0), (due.ContentsListed, due.ContentsRemoved, due.ContentsPending));
        Assert.Equal(first.BytesListed, due.BytesRemoved);
        Assert.Equal(contents.Count - 4, Contents(_backend).Count);
        await AssertWholeAsync(_backend);
        Assert.DoesNotContain(_backend.Names, name => name.StartsWith("removals/", StringComparison.Ordinal));
        Assert.Empty((await State.VerifyAsync(null, Stop)).Unreferenced);
    }

    [Fact]
    public async Task What_would_go_is_told_and_nothing_is_changed()
    {
        await FillAsync();
        var before = _backend.Names;

        var plan = await State.PruneAsync(new PruneOptions { Policy = LastOne, PlanOnly = true }, null, Stop);

        Assert.Equal((false, 2, 1, 4), (plan.Applied, plan.SnapshotsRemoved, plan.SnapshotsKept, plan.ContentsListed));
        Assert.Equal([false, false, true], plan.Decisions.Select(decision => decision.Keep));
        Assert.Equal(before, _backend.Names);
    }

    [Fact]
    public async Task Snapshots_that_are_named_go_unless_they_are_needed()
    {
        await FillAsync();
        var result = await State.PruneAsync(new PruneOptions { Snapshots = [2] }, null, Stop);
        Assert.Equal(1, result.SnapshotsRemoved);
        Assert.Equal([1, 3], await State.ListSnapshotsAsync(Stop));

        var needed = await Assert.ThrowsAsync<StateException>(() =>
            State.PruneAsync(new PruneOptions { Snapshots = [3] }, null, Stop)
        );
        Assert.Equal("SnapshotNeeded", needed.ErrorId);
        var missing = await Assert.ThrowsAsync<StateException>(() =>
            State.PruneAsync(new PruneOptions { Snapshots = [7] }, null, Stop)
        );
        Assert.Equal("SnapshotNotFound", missing.ErrorId);
        Assert.Equal([1, 3], await State.ListSnapshotsAsync(Stop));
    }

    [Fact]
    public async Task While_a_snapshot_or_listing_is_damaged_nothing_goes_but_that_snapshot_by_name()
    {
        await FillAsync();
        _backend.Put(StateLayout.Snapshot(1), "damaged"u8);
        var before = _backend.Names;
        var error = await Assert.ThrowsAsync<StateException>(() => PruneAsync(_backend));
        Assert.Equal("SnapshotDamaged", error.ErrorId);
        Assert.Equal(before, _backend.Names);

        await State.PruneAsync(new PruneOptions { Snapshots = [1] }, null, Stop);
        Assert.Equal([2, 3], await State.ListSnapshotsAsync(Stop));

        var latest = await State.RequireAsync(SnapshotSelector.Latest, Stop);
        _backend.Put(StateLayout.Listing(latest.Namespaces["shop"].Listing), "damaged"u8);
        before = _backend.Names;
        Assert.Equal("ListingDamaged", (await Assert.ThrowsAsync<StateException>(() => PruneAsync(_backend))).ErrorId);
        Assert.Equal(before, _backend.Names);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_at_every_call_of_a_prune_leaves_a_whole_state_that_can_be_pruned_again(BackendFault fault)
    {
        await FillAsync();
        await AssertEveryFaultAsync(_backend, fault);
        await PruneAsync(_backend);
        _time.Advance(TimeSpan.FromDays(1));
        await AssertEveryFaultAsync(_backend, fault);
    }

    [Fact]
    public async Task A_writer_that_began_half_a_day_ago_adds_nothing()
    {
        await FillAsync();
        var state = State;
        var on = await state.ReadBaseAsync(Sample.Blue, takeOver: false, Stop);
        var entry = await Sample.SaveAsync(state, "web", 9, stop: Stop);
        _time.Advance(RemovalFiles.WriterLimit + TimeSpan.FromSeconds(1));
        var error = await Assert.ThrowsAsync<StateException>(() => state.CommitAsync(Sample.Draft(entry), on, Stop));
        Assert.Equal("SnapshotTooLate", error.ErrorId);
    }

    [Fact]
    public async Task A_snapshot_that_brings_back_what_waits_to_be_removed_keeps_it()
    {
        await FillAsync();
        await PruneAsync(_backend);
        await ExportAsync(State, 1);
        _time.Advance(TimeSpan.FromDays(1));
        var due = await PruneAsync(_backend);
        Assert.Equal(2, due.ContentsRemoved);
        await AssertWholeAsync(_backend);
    }

    [Fact]
    public async Task A_sweep_that_does_not_end_lets_a_writer_wait_and_then_say_so()
    {
        await FillAsync();
        await PruneAsync(_backend);
        var list = RemovalName.Parse(
            _backend.Names.Single(name => name.StartsWith("removals/", StringComparison.Ordinal))
        )!;
        await new RemovalFiles(_backend).WriteAsync(RemovalName.NewMark(list.Value.List, RemovalKind.Sweep), Stop);

        var error = await Assert.ThrowsAsync<StateException>(() => ExportAsync(State, 1));
        Assert.Equal("StateBusy", error.ErrorId);

        // Who announced it is dead: after an hour it counts no more.
        _time.Advance(RemovalFiles.SweepOver);
        Assert.Equal(CommitStatus.Written, (await ExportAsync(State, 1)).Status);
        _time.Advance(TimeSpan.FromDays(1));
        await PruneAsync(_backend);
        await AssertWholeAsync(_backend);
    }

    [Fact]
    public async Task A_damaged_list_removes_nothing_and_is_told()
    {
        await FillAsync();
        await PruneAsync(_backend);
        _backend.Put(
            _backend.Names.Single(name => name.StartsWith("removals/", StringComparison.Ordinal)),
            "damaged"u8
        );
        _time.Advance(TimeSpan.FromDays(1));
        var contents = Contents(_backend);
        var result = await PruneAsync(_backend);
        Assert.Equal(0, result.ContentsRemoved);
        Assert.NotEmpty(result.Warnings);
        Assert.Equal(contents, Contents(_backend));
    }

    private async Task AssertEveryFaultAsync(MemoryBackend before, BackendFault fault)
    {
        var calls = new FaultBackend(before.Copy());
        await PruneAsync(calls);
        Assert.True(calls.Count() > 8);
        for (var at = 1; at <= calls.Count(); at++)
        {
            var backend = before.Copy();
            await Assert.ThrowsAsync<BackendException>(() => PruneAsync(new FaultBackend(backend, fault, at)));
            await AssertWholeAsync(backend);
            Assert.Equal(
                3,
                (await ReleaseState.At(backend, _time).RequireAsync(SnapshotSelector.Latest, Stop)).Sequence
            );
            await PruneAsync(backend);
            await AssertWholeAsync(backend);
        }
    }

    private Task<PruneResult> PruneAsync(IBackend backend) =>
        ReleaseState.At(backend, _time).PruneAsync(new PruneOptions { Policy = LastOne }, null, Stop);

    private async Task AssertWholeAsync(MemoryBackend backend)
    {
        var result = await ReleaseState.At(backend, _time).VerifyAsync(null, Stop);
        Assert.True(result.IsValid, string.Join('\n', result.Problems));
    }

    /// <summary>Three snapshots an hour apart; each has one release in a revision of its own, and a second one that never changes.</summary>
    private async Task FillAsync()
    {
        for (var revision = 1; revision <= 3; revision++)
        {
            await ExportAsync(State, revision);
            _time.Advance(TimeSpan.FromHours(1));
        }
    }

    private static async Task<CommitOutcome> ExportAsync(ReleaseState state, int revision)
    {
        await state.CreateHeaderAsync(Sample.Blue, Stop);
        while (true)
        {
            var on = await state.ReadBaseAsync(Sample.Blue, takeOver: false, Stop);
            var web = await Sample.SaveAsync(state, "web", revision, stop: Stop);
            var api = await Sample.SaveAsync(state, "api", 1, "back", Stop);
            var outcome = await state.CommitAsync(Sample.Draft(web, api), on, Stop);
            if (outcome.Status is not (CommitStatus.Lost or CommitStatus.Swept))
            {
                return outcome;
            }
        }
    }

    private static List<string> Contents(MemoryBackend backend) =>
        [
            .. backend.Names.Where(name =>
                name.StartsWith("records/", StringComparison.Ordinal)
                || name.StartsWith("listings/", StringComparison.Ordinal)
            ),
        ];
}
