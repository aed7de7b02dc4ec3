using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.State;

/// <summary>Many snapshots are read at a time, and named as users type them.</summary>
public sealed class ManySnapshotsTests
{
    private const int Count = 40;

    private readonly MemoryBackend _backend = new();

    private ReleaseState State => ReleaseState.At(_backend);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_come_in_the_order_in_which_they_were_named()
    {
        await FillAsync(State);
        SnapshotId[] wanted = [.. Enumerable.Range(1, Count).Reverse().Select(SnapshotId.FromInt32)];

        var read = await State.ReadSnapshotsAsync(wanted, Stop).ToListAsync(Stop);

        Assert.Equal(wanted, read.Select(one => one.Require().Id));
    }

    [Fact]
    public async Task One_that_is_damaged_or_missing_is_told_in_its_place()
    {
        await FillAsync(State);
        _backend.Put(StateLayout.Snapshot(2), "{}"u8);

        var read = await State.ReadSnapshotsAsync([1, 2, 3, Count + 1], Stop).ToListAsync(Stop);

        Assert.Equal([null, "SnapshotDamaged", null, "SnapshotNotFound"], read.Select(one => one.Error?.ErrorId));
        Assert.Throws<StateException>(() => read[1].Require());
    }

    [Fact]
    public async Task What_ends_with_them_all_is_no_error_of_one()
    {
        var error = await Assert.ThrowsAsync<StateException>(() =>
            State.ReadSnapshotsAsync([1], Stop).ToListAsync(Stop).AsTask()
        );
        Assert.Equal("StateNotFound", error.ErrorId);

        await FillAsync(ReleaseState.At(_backend, key: StateKey.FromPassphrase("right", rounds: 1)));
        error = await Assert.ThrowsAsync<StateException>(() =>
            State.ReadSnapshotsAsync([1], Stop).ToListAsync(Stop).AsTask()
        );
        Assert.Equal("StateEncrypted", error.ErrorId);
    }

    [Fact]
    public async Task A_number_stands_for_the_only_snapshot_of_it_and_for_a_damaged_one()
    {
        var backend = new MemoryBackend(exactWrites: false);
        var state = ReleaseState.At(backend);
        await FillAsync(state, 2);
        var there = await state.ListSnapshotsAsync(Stop);
        backend.Put(StateLayout.Snapshot(there[0]), "{}"u8);

        Assert.Equal(there, await SnapshotNames.ResolveAsync(state, ["1", " 2 ", there[0].ToString()], Stop));

        backend.Put(StateLayout.Snapshot(new SnapshotId(1, "00000001")), "{}"u8);
        var error = await Assert.ThrowsAsync<StateException>(() => SnapshotNames.ResolveAsync(state, ["1"], Stop));
        Assert.Equal("SnapshotAmbiguous", error.ErrorId);
    }

    [Theory]
    [InlineData("latest", "SnapshotNameInvalid")]
    [InlineData("0", "SnapshotNameInvalid")]
    [InlineData("3", "SnapshotNotFound")]
    public async Task What_names_no_snapshot_is_refused(string name, string errorId)
    {
        await FillAsync(State, 2);

        var error = await Assert.ThrowsAnyAsync<ReleaseManagerException>(() =>
            SnapshotNames.ResolveAsync(State, [name], Stop)
        );

        Assert.Equal(errorId, error.ErrorId);
    }

    private static async Task FillAsync(ReleaseState state, int count = Count)
    {
        await state.CreateHeaderAsync(Sample.Blue, Stop);
        for (var i = 0; i < count; i++)
        {
            await Sample.ExportAsync(
                state,
                Sample.Draft(await Sample.SaveAsync(state, $"web{i}", stop: Stop)),
                stop: Stop
            );
        }
    }
}
