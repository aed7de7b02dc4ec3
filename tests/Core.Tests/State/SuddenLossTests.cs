using ReleaseManager.Contracts;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.State;

public sealed class SuddenLossTests
{
    private readonly StoppedClock _clock = new(Sample.Noon);
    private readonly MemoryBackend _backend = new();

    private ReleaseState State => ReleaseState.At(_backend, _clock);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, new int[0], false)]
    [InlineData(0, new[] { 0 }, false)]
    [InlineData(0, new[] { 1 }, true)]
    [InlineData(1, new[] { 2 }, false)]
    [InlineData(1, new[] { 3 }, true)]
    [InlineData(50, new[] { 100 }, false)]
    [InlineData(49, new[] { 100 }, true)]
    [InlineData(49, new[] { 50, 100, 60 }, true)]
    [InlineData(200, new[] { 100 }, false)]
    public void Fewer_than_half_of_the_largest_baseline_is_suspect(int found, int[] baseline, bool suspect)
    {
        var reason = SuddenLoss.Reason(
            found,
            baseline.Select((count, i) => new LossBaseline(i + 1, Sample.Noon, count))
        );
        Assert.Equal(suspect, reason is not null);
    }

    [Fact]
    public async Task A_cluster_emptied_at_once_leaves_the_good_snapshot_the_latest()
    {
        await ExportAsync(10);
        _clock.Advance(TimeSpan.FromDays(400));
        var emptied = await ExportAsync(0);
        Assert.Equal("no release was found where snapshot 1 of 2026-03-01 12:00:00Z held 10", emptied.Suspect);
        Assert.Equal(10, (await LatestAsync()).Releases);
    }

    [Fact]
    public async Task A_cluster_emptied_one_release_at_a_time_is_caught_at_half_of_the_largest()
    {
        for (var count = 10; count >= 0; count--)
        {
            var snapshot = await ExportAsync(count);
            Assert.Equal(count < 5, snapshot.Suspect is not null);
            _clock.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.Equal(5, (await LatestAsync()).Releases);
    }

    [Fact]
    public async Task However_slowly_a_cluster_is_emptied_nothing_is_never_good()
    {
        for (var count = 6; count >= 0; count--)
        {
            var snapshot = await ExportAsync(count);
            Assert.Equal(count == 0, snapshot.Suspect is not null);
            _clock.Advance(TimeSpan.FromDays(3));
        }

        Assert.Equal(1, (await LatestAsync()).Releases);
        Assert.NotNull((await ExportAsync(0)).Suspect);
    }

    [Fact]
    public async Task Suspects_are_no_baseline_and_do_not_wear_the_rule_down()
    {
        await ExportAsync(10);
        for (var hour = 0; hour < 60; hour++)
        {
            _clock.Advance(TimeSpan.FromHours(1));
            Assert.NotNull((await ExportAsync(4 - (hour % 2))).Suspect);
        }

        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Null((await ExportAsync(5)).Suspect);
    }

    [Fact]
    public async Task An_unchanged_suspect_cluster_writes_no_more_snapshots()
    {
        await ExportAsync(10);
        await ExportAsync(2);
        _clock.Advance(TimeSpan.FromHours(1));
        await ExportAsync(2);
        Assert.Equal([1, 2], await State.ListSnapshotsAsync(Stop));
        await ExportAsync(10);
        Assert.Equal([1, 2, 3], await State.ListSnapshotsAsync(Stop));
        Assert.Equal((3, 1), ((await LatestAsync()).Sequence, (await LatestAsync()).Parent));
    }

    [Fact]
    public async Task An_accepted_loss_is_good_and_the_measure_from_then_on()
    {
        await ExportAsync(10);
        Assert.NotNull((await ExportAsync(0)).Suspect);
        var accepted = await ExportAsync(0, accept: true);
        Assert.Equal((null, true), (accepted.Suspect, accepted.LossAccepted));
        Assert.Equal(0, (await LatestAsync()).Releases);

        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Null((await ExportAsync(1)).Suspect);
        Assert.Null((await ExportAsync(2)).Suspect);
        Assert.NotNull((await ExportAsync(0)).Suspect);
    }

    [Fact]
    public async Task Acceptance_where_nothing_was_lost_is_no_acceptance()
    {
        await ExportAsync(10, accept: true);
        var next = await ExportAsync(9, accept: true);
        Assert.False(next.LossAccepted);
        Assert.NotNull((await ExportAsync(4)).Suspect);
    }

    [Fact]
    public async Task A_filtered_export_is_measured_by_what_it_looked_at()
    {
        await ExportAsync(10);
        var one = await Sample.SaveAsync(State, "app-0", stop: Stop);
        var named = Sample.Draft(one) with { Scope = new SnapshotScope { Names = ["app-0"] } };
        Assert.Null((await Sample.ExportAsync(State, named, stop: Stop)).Snapshot.Suspect);

        var none = Sample.Draft() with { Scope = new SnapshotScope { Names = ["app-0"] } };
        var lost = (await Sample.ExportAsync(State, none, stop: Stop)).Snapshot;
        Assert.NotNull(lost.Suspect);
        Assert.Equal(9, lost.Releases);

        var elsewhere = Sample.Draft() with { Scope = new SnapshotScope { Namespaces = ["never-used"] } };
        Assert.Null((await Sample.ExportAsync(State, elsewhere, stop: Stop)).Snapshot.Suspect);
    }

    [Fact]
    public async Task What_a_suspect_snapshot_lost_does_not_slip_into_a_good_one_by_a_filtered_export()
    {
        await ExportAsync(10);
        await ExportAsync(1);
        var one = await Sample.SaveAsync(State, "app-0", 2, stop: Stop);
        var named = Sample.Draft(one) with { Scope = new SnapshotScope { Names = ["app-0"] } };
        var filtered = (await Sample.ExportAsync(State, named, stop: Stop)).Snapshot;
        Assert.Equal((3, 1, 10, null), (filtered.Sequence, filtered.Parent, filtered.Releases, filtered.Suspect));
    }

    private async Task<Snapshot> LatestAsync() => await State.RequireAsync(SnapshotSelector.Latest, Stop);

    private async Task<Snapshot> ExportAsync(int count, bool accept = false)
    {
        var entries = new List<ListingEntry>();
        for (var i = 0; i < count; i++)
        {
            entries.Add(await Sample.SaveAsync(State, $"app-{i}", stop: Stop));
        }

        var draft = Sample.Draft(entries) with { AcceptLoss = accept };
        return (await Sample.ExportAsync(State, draft, stop: Stop)).Snapshot;
    }
}
