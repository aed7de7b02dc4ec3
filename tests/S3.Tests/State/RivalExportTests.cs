using ReleaseManager.Contracts.Backends;
using ReleaseManager.Contracts.State;
using ReleaseManager.Core.State;
using ReleaseManager.S3.Tests.Store;
using Xunit;

namespace ReleaseManager.S3.Tests.State;

/// <summary>Two who write into one path of the real store at the same time.</summary>
public sealed class RivalExportTests(StoreFixture fixture) : StoreStates(fixture)
{
    private const int Rounds = 50;

    [Theory]
    [MemberData(nameof(Buckets))]
    public async Task Two_writers_lose_nothing_in_fifty_rounds(string bucket)
    {
        var path = NewPath();
        var state = ReleaseState.At(Open(bucket, path));
        await state.CreateHeaderAsync(Sample.Blue, Stop);
        using var start = new Barrier(2);
        await Task.WhenAll(WriteAsync("one"), WriteAsync("two"));

        var last = await Sample.ExportAsync(state, await DraftAsync(state, "last"), stop: Stop);

        await AssertWholeAsync(state);
        Assert.Equal((3, (2 * Rounds) + 1), (last.Snapshot.Releases, last.Snapshot.Revisions));
        Assert.Equal((2 * Rounds) + 1, (await state.ListSnapshotsAsync(Stop)).Count);
        var forks = await SnapshotLine.AssertAsync(state, Stop);
        TestContext.Current.TestOutputHelper?.WriteLine($"figure: {bucket}: {forks} forks in {Rounds} rounds");
        if (bucket == StoreFixture.PlainBucket)
        {
            Assert.Equal(0, forks);
        }

        async Task WriteAsync(string name)
        {
            await Task.Yield();
            var mine = ReleaseState.At(Open(bucket, path));
            var entries = new List<ListingEntry>();
            for (var round = 1; round <= Rounds; round++)
            {
                start.SignalAndWait(Stop);
                entries.Add(await Sample.SaveAsync(mine, name, round, stop: Stop));
                var draft = Sample.Draft([.. entries]) with { Scope = new SnapshotScope { Names = [name] } };
                Assert.Equal(CommitStatus.Written, (await Sample.ExportAsync(mine, draft, stop: Stop)).Status);
            }
        }
    }
}
