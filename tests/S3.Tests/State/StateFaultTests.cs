using ReleaseManager.Contracts;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Contracts.State;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.State;
using ReleaseManager.Lab;
using ReleaseManager.S3.Tests.Store;
using Xunit;

namespace ReleaseManager.S3.Tests.State;

/// <summary>What faults of a real server do to a state: a clear error, nothing half written, and the same again works.</summary>
public sealed class StateFaultTests(FaultStore fixture) : IClassFixture<FaultStore>
{
    private static readonly StateKey Key = StateKey.FromFile(Enumerable.Repeat((byte)7, 32).ToArray(), "key");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ObjectStore Store => fixture.Store;

    [Fact]
    public async Task An_export_whose_server_is_killed_leaves_the_state_whole_and_works_again()
    {
        var options = await FilledAsync();
        int all;
        using (var backend = new S3Backend(options))
        {
            var calls = new FaultBackend(backend);
            await ExportAsync(calls, 2);
            all = calls.Count();
        }

        foreach (var (round, at) in new[] { 1, all / 2, all }.Index())
        {
            using var backend = new S3Backend(options);
            var error = await Assert.ThrowsAsync<BackendException>(() => ExportAsync(KilledAt(backend, at), round + 3));
            Assert.Equal(("BackendUnavailable", ErrorKind.Backend), (error.ErrorId, error.Kind));
            await Store.StartGatewayAsync(Stop);
            await AssertWholeAsync(options);
            await ExportAsync(backend, round + 3);
            await AssertWholeAsync(options);
        }
    }

    [Fact]
    public async Task A_copy_whose_server_is_killed_goes_on_where_it_stopped()
    {
        using var folder = new TemporaryFolder();
        var source = ReleaseState.At(new LocalBackend(folder.Below("source")));
        for (var revision = 1; revision <= 6; revision++)
        {
            await ExportAsync(source.Backend, revision);
        }

        var options = await BucketAsync();
        using var backend = new S3Backend(options);
        await Assert.ThrowsAsync<BackendException>(() => CopyAsync(source, At(KilledAt(backend, 20))));
        await Store.StartGatewayAsync(Stop);
        Assert.True((await At(backend).VerifyAsync(null, Stop)).IsValid);
        var begun = (await At(backend).ListSnapshotsAsync(Stop)).Count;
        Assert.InRange(begun, 1, 5);

        var there = await CopyAsync(source, At(backend));
        Assert.True(there.IsComplete, string.Join('\n', there.Problems));
        Assert.Equal((6 - begun, begun), (there.SnapshotsCopied, there.SnapshotsPresent));

        var back = ReleaseState.At(new LocalBackend(folder.Below("back")));
        var again = await CopyAsync(At(backend), back);
        Assert.True(again.IsComplete, string.Join('\n', again.Problems));
        var latest = await back.RequireAsync(SnapshotSelector.Latest, Stop);
        var entry = Assert.Single(await back.ReadEntriesAsync(latest, Stop).ToListAsync(Stop));
        Assert.Equal(Sample.Value("web", 6), await back.ReadRecordAsync(entry, Stop));

        static ReleaseState At(IBackend backend) => ReleaseState.At(backend, key: Key);
    }

    [Fact]
    public async Task An_export_without_the_right_to_list_says_so_and_changes_nothing()
    {
        var options = await FilledAsync("s3:GetObject", "s3:PutObject", "s3:DeleteObject");
        var error = await FailsAsync("BackendNotListable", AsGuest(options), backend => ExportAsync(backend, 1));
        Assert.Contains("s3:ListBucket", error.Advice, StringComparison.Ordinal);
        await AssertGoesOnAsync(options);
    }

    [Fact]
    public async Task A_prune_without_the_right_to_remove_says_so_and_works_once_it_has_that()
    {
        // What a user writes belongs to that user in this store, so that the same one goes on.
        string[] without = ["s3:GetObject", "s3:PutObject", "s3:ListBucket"];
        var options = AsGuest(await FilledAsync(without));
        using var guest = new S3Backend(options);
        await ExportAsync(guest, 2);

        var error = await FailsAsync("BackendNotWritable", options, PruneAsync);
        Assert.Contains("s3:DeleteObject", error.Advice, StringComparison.Ordinal);
        await AssertWholeAsync(options);
        await Store.AllowGuestAsync(options.Bucket, [.. without, "s3:DeleteObject"], Stop);
        await PruneAsync(guest);
        Assert.Single(await ReleaseState.At(guest).ListSnapshotsAsync(Stop));
        await AssertGoesOnAsync(options);
    }

    [Fact]
    public async Task Wrong_keys_and_a_missing_bucket_are_named_and_change_nothing()
    {
        var options = await FilledAsync();
        var wrong = options with { SecretKey = "not the secret of this key" };
        await FailsAsync("BackendCredentialsWrong", wrong, backend => ExportAsync(backend, 2));
        var missing = options with { Bucket = "no-such-bucket" };
        await FailsAsync("BackendBucketNotFound", missing, backend => ExportAsync(backend, 2));
        await AssertGoesOnAsync(options);
    }

    private FaultBackend KilledAt(S3Backend backend, int at) =>
        new(backend) { Before = call => call.Index == at ? Store.KillGatewayAsync() : Task.CompletedTask };

    private static async Task<BackendException> FailsAsync(
        string errorId,
        S3BackendOptions options,
        Func<IBackend, Task> work
    ) => await BackendErrors.FailsAsync(errorId, options, backend => work(backend));

    private static async Task AssertGoesOnAsync(S3BackendOptions options)
    {
        await AssertWholeAsync(options);
        using var backend = new S3Backend(options);
        await ExportAsync(backend, 3);
        await AssertWholeAsync(options);
    }

    private static async Task AssertWholeAsync(S3BackendOptions options)
    {
        using var backend = new S3Backend(options);
        var result = await ReleaseState.At(backend).VerifyAsync(null, Stop);
        Assert.True(result.IsValid, string.Join('\n', result.Problems));
    }

    private static Task<CopyResult> CopyAsync(ReleaseState source, ReleaseState destination) =>
        new StateCopier(source, destination, TimeProvider.System).RunAsync(new CopyOptions(), null, Stop);

    private static Task PruneAsync(IBackend backend) =>
        ReleaseState.At(backend).PruneAsync(new PruneOptions { Policy = new RetentionPolicy { Last = 1 } }, null, Stop);

    private static async Task ExportAsync(IBackend backend, int revision)
    {
        var state = ReleaseState.At(backend);
        await state.CreateHeaderAsync(Sample.Blue, Stop);
        var web = await Sample.SaveAsync(state, "web", revision, stop: Stop);
        Assert.Equal(CommitStatus.Written, (await Sample.ExportAsync(state, Sample.Draft(web), stop: Stop)).Status);
    }

    private static S3BackendOptions AsGuest(S3BackendOptions options) =>
        options with
        {
            AccessKey = StoreUser.Guest.AccessKey,
            SecretKey = StoreUser.Guest.SecretKey,
        };

    /// <summary>A state of one snapshot in a new bucket, in which the guest may do what is named.</summary>
    private async Task<S3BackendOptions> FilledAsync(params string[] guestMay)
    {
        var options = await BucketAsync(guestMay);
        using var backend = new S3Backend(options);
        await ExportAsync(backend, 1);
        return options;
    }

    private async Task<S3BackendOptions> BucketAsync(params string[] guestMay)
    {
        var bucket = $"state-{Guid.NewGuid():N}";
        await Store.CreateBucketAsync(bucket, versioned: false, Stop);
        if (guestMay.Length > 0)
        {
            await Store.AllowGuestAsync(bucket, guestMay, Stop);
        }

        return StoreOptions.For(Store, StoreUser.Owner, bucket, "state") with
        {
            RequestTimeout = TimeSpan.FromSeconds(2),
            MaxRetries = 1,
        };
    }
}
