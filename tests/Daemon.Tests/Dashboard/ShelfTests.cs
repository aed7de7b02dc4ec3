using ReleaseManager.Contracts;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Contracts.State;
using ReleaseManager.Core.State;
using ReleaseManager.Daemon.Dashboard;
using Xunit;

namespace ReleaseManager.Daemon.Tests.Dashboard;

public sealed class ShelfTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private readonly ManualTime _time = new();
    private readonly FaultBackend _backend = new(new MemoryBackend());
    private readonly ReleaseState _state;

    public ShelfTests() => _state = ReleaseState.At(_backend, _time);

    [Fact]
    public async Task Listings_are_kept_up_to_a_bound_and_the_longest_unused_goes_first()
    {
        const int Size = 30;
        await _state.CreateHeaderAsync(Sample.Blue, Stop);
        List<string> listings = [];
        foreach (var ns in (string[])["a", "b", "c", "d"])
        {
            listings.Add(
                await _state.SaveListingAsync(
                    [.. Enumerable.Range(1, Size).Select(i => Sample.Entry("web", i, ns))],
                    Stop
                )
            );
        }

        var shelf = new ListingShelf(_state, most: 100);
        await shelf.ReadAsync(listings[0], Stop);
        await shelf.ReadAsync(listings[1], Stop);
        await shelf.ReadAsync(listings[2], Stop);
        await shelf.ReadAsync(listings[0], Stop);
        await shelf.ReadAsync(listings[3], Stop);
        Assert.Equal(3 * Size, shelf.Revisions);

        var reads = _backend.Count("Read");
        await shelf.ReadAsync(listings[0], Stop);
        await shelf.ReadAsync(listings[2], Stop);
        await shelf.ReadAsync(listings[3], Stop);
        Assert.Equal(reads, _backend.Count("Read"));
        await shelf.ReadAsync(listings[1], Stop);
        Assert.Equal(reads + 1, _backend.Count("Read"));
    }

    [Fact]
    public async Task However_many_ask_one_looks()
    {
        await Sample.ExportAsync(_state, Sample.Draft(Sample.Entry("web")), stop: Stop);
        using var shelf = new SnapshotShelf(_state, _time);
        var before = _backend.Count("List");
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => shelf.ReadAsync(Stop)));
        Assert.Equal(before + 1, _backend.Count("List"));

        _time.Advance(SnapshotShelf.Fresh);
        await shelf.ReadAsync(Stop);
        Assert.Equal(before + 2, _backend.Count("List"));
    }

    [Fact]
    public async Task What_cannot_be_counted_in_time_is_counted_later()
    {
        for (var i = 1; i <= 4; i++)
        {
            await Sample.ExportAsync(_state, Sample.Draft(Sample.Entry("web", i)), stop: Stop);
        }

        using var saved = new SavedView(_state, _time);
        var line = await saved.Snapshots.ReadAsync(Stop);
        _backend.Before = _ =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return Task.CompletedTask;
        };
        var first = await saved.CountChangesAsync(line, TimeSpan.FromSeconds(2), Stop);
        Assert.Equal([line.Snapshots[3].Id], first.Keys);
        var second = await saved.CountChangesAsync(line, TimeSpan.FromSeconds(2), Stop);
        Assert.Equal(3, second.Count);
        Assert.All(second.Values, counts => Assert.Equal(new ChangeCounts(0, 0, 1), counts));
    }

    [Fact]
    public async Task A_history_that_takes_too_long_is_told_in_part()
    {
        for (var i = 1; i <= 4; i++)
        {
            await Sample.ExportAsync(_state, Sample.Draft(Sample.Entry("web", i)), stop: Stop);
        }

        using var saved = new SavedView(_state, _time);
        var line = await saved.Snapshots.ReadAsync(Stop);
        _backend.Before = _ =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return Task.CompletedTask;
        };
        var (revisions, isComplete) = await saved.HistoryAsync(line, "shop", "web", TimeSpan.FromSeconds(2), Stop);
        Assert.False(isComplete);
        Assert.Equal([4, 3], revisions.Select(one => one.Revision.Revision));
        (revisions, isComplete) = await saved.HistoryAsync(line, "shop", "web", TimeSpan.FromSeconds(9), Stop);
        Assert.True(isComplete);
        Assert.Equal([4, 3, 2, 1], revisions.Select(one => one.Revision.Revision));
    }
}
