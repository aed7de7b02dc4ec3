using ReleaseManager.Contracts.State;
using ReleaseManager.Core.State;
using ReleaseManager.S3.Tests.Store;
using Xunit;

namespace ReleaseManager.S3.Tests.State;

/// <summary>2,500 snapshots of 5,000 contents on the real store: what looking, checking and pruning ask of it.</summary>
public sealed class LargeStateTests(StoreFixture fixture) : StoreStates(fixture)
{
    private const int Snapshots = 2_500;
    private const int Kept = 500;

    /// <summary>Header, note of the manager, and the first look for a layout.</summary>
    private const int Few = 8;

    private readonly string _path = NewPath();

    [Fact]
    public async Task A_large_state_is_listed_verified_and_pruned_by_about_as_few_requests_as_there_can_be()
    {
        await FillAsync();

        var counts = await CountAsync(
            "list",
            async state => Assert.Equal(Snapshots, (await state.ListSnapshotsAsync(Stop)).Count)
        );
        AssertNear((3, 1, 0), counts);

        counts = await CountAsync(
            "latest",
            async state =>
            {
                var latest = await state.RequireAsync(SnapshotSelector.Latest, Stop);
                Assert.Equal(Snapshots, latest.Sequence);
                var entry = Assert.Single(await state.ReadEntriesAsync(latest, Stop).ToListAsync(Stop));
                Assert.Equal(Sample.Value("web", Snapshots), await state.ReadRecordAsync(entry, Stop));
            }
        );
        AssertNear((3, 4, 0), counts);

        counts = await CountAsync("verify --quick", state => VerifyAsync(state, quick: true));
        AssertNear((8, 2 * Snapshots, 0), counts);

        counts = await CountAsync("verify", state => VerifyAsync(state, quick: false));
        AssertNear((8, 3 * Snapshots, 0), counts);

        counts = await CountAsync(
            "prune",
            async state =>
            {
                var result = await PruneAsync(state);
                Assert.Equal((Snapshots - Kept, Kept), (result.SnapshotsRemoved, result.SnapshotsKept));
                Assert.Equal((2 * (Snapshots - Kept), 0), (result.ContentsListed, result.ContentsRemoved));
            }
        );
        AssertNear((8, Snapshots + Kept, 2), counts);

        var later = await DayLaterBackend.OfAsync(Open(StoreFixture.PlainBucket, _path), Stop);
        counts = await CountAsync(
            "prune a day later",
            async state =>
            {
                var result = await PruneAsync(state);
                Assert.Equal((0, 2 * (Snapshots - Kept)), (result.SnapshotsRemoved, result.ContentsRemoved));
            },
            backend => later.Over(backend)
        );

        // What it deletes is looked at once more after the deletion was announced; the announcement, the clock and the list go one by one.
        AssertNear((2 * 6, 2 * Kept, 4), counts);

        await AssertWholeAsync(ReleaseState.At(Open(StoreFixture.PlainBucket, _path)));
        var left = await Open(StoreFixture.PlainBucket, _path).ListAsync("", Stop).CountAsync(Stop);
        Assert.Equal((3 * Kept) + 1, left);
    }

    /// <summary>So many requests are needed, and a handful more may be.</summary>
    private static void AssertNear((int List, int Get, int DeleteBatch) needed, S3RequestCounter counts)
    {
        Assert.InRange(counts["LIST"], needed.List, needed.List + Few);
        Assert.InRange(counts["GET"], needed.Get, needed.Get + Few);
        Assert.InRange(counts["DELETE-BATCH"], needed.DeleteBatch, needed.DeleteBatch + Few);
        Assert.InRange(counts.Total, 0, needed.List + needed.Get + needed.DeleteBatch + (3 * Few));
    }

    private async Task<S3RequestCounter> CountAsync(
        string what,
        Func<ReleaseState, Task> work,
        Func<S3Backend, Core.Backends.IBackend>? wrap = null
    )
    {
        var backend = Open(StoreFixture.PlainBucket, _path);
        await work(ReleaseState.At(wrap?.Invoke(backend) ?? backend));
        string[] kinds = ["LIST", "GET", "HEAD", "PUT", "DELETE", "DELETE-BATCH", "VERSIONING"];
        var counts = kinds.Where(kind => backend.Requests[kind] > 0).Select(kind => $"{backend.Requests[kind]} {kind}");
        TestContext.Current.TestOutputHelper?.WriteLine($"figure: {what}: {string.Join(", ", counts)}");
        return backend.Requests;
    }

    private static async Task VerifyAsync(ReleaseState state, bool quick)
    {
        var result = await state.VerifyAsync(new VerifyOptions { Quick = quick }, null, Stop);
        Assert.True(result.IsValid, string.Join('\n', result.Problems.Take(5)));
        Assert.Equal((Snapshots, Snapshots, Snapshots), (result.Snapshots, result.Listings, result.Records));
        Assert.Empty(result.Unreferenced);
    }

    private static Task<PruneResult> PruneAsync(ReleaseState state) =>
        state.PruneAsync(new PruneOptions { Policy = new RetentionPolicy { Last = Kept } }, null, Stop);

    /// <summary>Snapshots of which each has a listing and a record of its own.</summary>
    private async Task FillAsync()
    {
        var state = ReleaseState.At(Open(StoreFixture.PlainBucket, _path));
        await state.CreateHeaderAsync(Sample.Blue, Stop);
        await Parallel.ForEachAsync(
            Enumerable.Range(1, Snapshots),
            new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Stop },
            async (number, stop) =>
            {
                var entry = await Sample.SaveAsync(state, "web", number, stop: stop);
                var listing = await state.SaveListingAsync([entry], stop);
                var snapshot = new Snapshot
                {
                    Sequence = number,
                    Parents = number == 1 ? [] : [new SnapshotId(number - 1)],
                    Time = Sample.Noon.AddMinutes(number),
                    Cluster = Sample.Blue,
                    KubernetesVersion = "v1.33.1",
                    Writer = "releasemanager/test",
                    Scope = SnapshotScope.Everything,
                    EverWhole = true,
                    Namespaces = new Dictionary<string, NamespaceListing>(StringComparer.Ordinal)
                    {
                        ["shop"] = new(listing, 1, 1),
                    },
                    Resources = [],
                };
                Assert.True(await state.Snapshots.TryAddAsync(snapshot, stop));
            }
        );
    }
}
