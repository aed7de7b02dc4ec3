using ReleaseManager.Core.Backends;
using ReleaseManager.Lab;
using Xunit;

namespace ReleaseManager.S3.Tests.Store;

/// <summary>What goes wrong with a real server: keys, rights, a bucket that is not there, a server that is gone or does not answer.</summary>
public sealed class StoreFaultTests(FaultStore fixture) : IClassFixture<FaultStore>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ObjectStore Store => fixture.Store;

    [Fact]
    public async Task Keys_that_the_server_does_not_know_are_named()
    {
        var options = await BucketAsync();
        await FailsEverywhereAsync("BackendCredentialsWrong", options with { AccessKey = "UNKNOWNACCESSKEY0001" });
        await FailsEverywhereAsync(
            "BackendCredentialsWrong",
            options with
            {
                SecretKey = "not the secret of this key",
            }
        );
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_is_named() =>
        await FailsEverywhereAsync("BackendBucketNotFound", Options("no-such-bucket"));

    [Fact]
    public async Task A_server_that_cannot_encrypt_refuses_to_write_in_the_clear()
    {
        var options = (await BucketAsync()) with { ServerSideEncryption = "AES256" };
        var error = await BackendErrors.FailsAsync("BackendFailed", options, b => b.CreateAsync("a", default, Stop));
        Assert.Contains("encryption", error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_right_each_call_names_the_right_that_it_needs()
    {
        var options = AsGuest(await BucketAsync());
        await RefusedAsync("BackendNotReadable", "s3:GetObject", options, b => b.ReadAsync("a", Stop));
        await RefusedAsync("BackendNotWritable", "s3:PutObject", options, b => b.CreateAsync("a", default, Stop));
        await RefusedAsync("BackendNotWritable", "s3:PutObject", options, b => b.ReplaceAsync("a", default, "t", Stop));
        await RefusedAsync("BackendNotListable", "s3:ListBucket", options, b => ListAsync(b));
        await RefusedAsync("BackendNotWritable", "s3:DeleteObject", options, b => b.DeleteAsync(["a", "b"], Stop));
    }

    [Fact]
    public async Task Without_the_right_to_list_all_else_works_but_a_missing_item_is_denied()
    {
        var options = AsGuest(await BucketAsync("s3:GetObject", "s3:PutObject", "s3:DeleteObject"));
        using (var backend = new S3Backend(options))
        {
            Assert.True(await backend.CreateAsync("records/a", "x"u8.ToArray(), Stop));
            Assert.NotNull(await backend.ReadAsync("records/a", Stop));
            Assert.Null((await backend.FindGuaranteesAsync(Stop)).KeepsVersions);
            await backend.DeleteAsync(["records/a"], Stop);
        }

        await RefusedAsync("BackendNotListable", "s3:ListBucket", options, b => ListAsync(b));
        await RefusedAsync("BackendNotReadable", "s3:ListBucket", options, b => b.ReadAsync("records/none", Stop));
    }

    [Fact]
    public async Task Without_the_right_to_remove_all_else_works()
    {
        var options = AsGuest(await BucketAsync("s3:GetObject", "s3:PutObject", "s3:ListBucket"));
        using (var backend = new S3Backend(options))
        {
            Assert.True(await backend.CreateAsync("records/a", "x"u8.ToArray(), Stop));
            Assert.True((await backend.FindGuaranteesAsync(Stop)).ExactWrites);
            var entry = Assert.Single(await ListAsync(backend));
            Assert.Equal("records/a", entry);
        }

        var error = await RefusedAsync(
            "BackendNotWritable",
            "s3:DeleteObject",
            options,
            b => b.DeleteAsync(["records/a", "records/b"], Stop)
        );
        Assert.Contains("records/a", error.Message, StringComparison.Ordinal);
        using var after = new S3Backend(options);
        Assert.NotNull(await after.ReadAsync("records/a", Stop));
    }

    [Fact]
    public async Task Who_may_only_read_lists_and_reads()
    {
        var owner = await BucketAsync("s3:GetObject", "s3:ListBucket");
        using (var writer = new S3Backend(owner))
        {
            await writer.CreateAsync("records/a", "x"u8.ToArray(), Stop);
        }

        using var reader = new S3Backend(AsGuest(owner));
        Assert.Equal(["records/a"], await ListAsync(reader));
        Assert.NotNull(await reader.ReadAsync("records/a", Stop));
        Assert.Null(await reader.ReadAsync("records/none", Stop));
        await RefusedAsync(
            "BackendNotWritable",
            "s3:PutObject",
            AsGuest(owner),
            b => b.CreateAsync("b", default, Stop)
        );
    }

    [Fact]
    public async Task A_server_that_was_killed_is_unavailable_until_it_is_there_again()
    {
        var options = await BucketAsync();
        using var backend = new S3Backend(options);
        await backend.CreateAsync("records/a", "x"u8.ToArray(), Stop);
        await Store.KillGatewayAsync();
        try
        {
            await FailsEverywhereAsync("BackendUnavailable", Hasty(options));
        }
        finally
        {
            await Store.StartGatewayAsync(Stop);
        }

        // The client that lived through it goes on.
        Assert.NotNull(await backend.ReadAsync("records/a", Stop));
        Assert.True(await backend.CreateAsync("records/b", "x"u8.ToArray(), Stop));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_a_timeout_until_it_goes_on()
    {
        var options = await BucketAsync();
        using var backend = new S3Backend(options);
        await backend.CreateAsync("records/a", "x"u8.ToArray(), Stop);
        Store.Freeze();
        try
        {
            await FailsEverywhereAsync("BackendTimeout", Hasty(options));
        }
        finally
        {
            Store.Thaw();
        }

        Assert.NotNull(await backend.ReadAsync("records/a", Stop));
        Assert.True(await backend.CreateAsync("records/b", "x"u8.ToArray(), Stop));
    }

    [Fact]
    public async Task A_caller_who_gives_up_hears_of_no_timeout()
    {
        var options = await BucketAsync();
        using var backend = new S3Backend(options);
        await backend.FindGuaranteesAsync(Stop);
        Store.Freeze();
        try
        {
            using var patience = new CancellationTokenSource();
            var calls = (Task[])
                [
                    backend.ReadAsync("a", patience.Token),
                    backend.CreateAsync("a", default, patience.Token),
                    backend.DeleteAsync(["a"], patience.Token),
                ];
            Assert.DoesNotContain(calls, call => call.IsCompleted);
            await patience.CancelAsync();
            foreach (var call in calls)
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
            }
        }
        finally
        {
            Store.Thaw();
        }
    }

    private S3BackendOptions Options(string bucket) => StoreOptions.For(Store, StoreUser.Owner, bucket, "state");

    /// <summary>A new bucket in which the guest may do what is named.</summary>
    private async Task<S3BackendOptions> BucketAsync(params string[] guestMay)
    {
        var bucket = $"fault-{Guid.NewGuid():N}";
        await Store.CreateBucketAsync(bucket, versioned: false, Stop);
        if (guestMay.Length > 0)
        {
            await Store.AllowGuestAsync(bucket, guestMay, Stop);
        }

        return Options(bucket);
    }

    private static S3BackendOptions AsGuest(S3BackendOptions options) =>
        options with
        {
            AccessKey = StoreUser.Guest.AccessKey,
            SecretKey = StoreUser.Guest.SecretKey,
        };

    private static S3BackendOptions Hasty(S3BackendOptions options) =>
        options with
        {
            RequestTimeout = TimeSpan.FromSeconds(1),
            MaxRetries = 1,
        };

    private static async Task FailsEverywhereAsync(string errorId, S3BackendOptions options) =>
        await Task.WhenAll(
            BackendErrors.FailsAsync(errorId, options, b => b.ReadAsync("a", Stop)),
            BackendErrors.FailsAsync(errorId, options, b => b.CreateAsync("a", "x"u8.ToArray(), Stop)),
            BackendErrors.FailsAsync(errorId, options, b => b.ReplaceAsync("a", "x"u8.ToArray(), "t", Stop)),
            BackendErrors.FailsAsync(errorId, options, b => b.DeleteAsync(["a"], Stop)),
            BackendErrors.FailsAsync(errorId, options, ListAsync),
            BackendErrors.FailsAsync(errorId, options, b => b.FindGuaranteesAsync(Stop))
        );

    private static async Task<BackendException> RefusedAsync(
        string errorId,
        string right,
        S3BackendOptions options,
        Func<S3Backend, Task> call
    )
    {
        var error = await BackendErrors.FailsAsync(errorId, options, call);
        Assert.Contains(right, error.Advice, StringComparison.Ordinal);
        return error;
    }

    private static async Task<List<string>> ListAsync(S3Backend backend) =>
        await backend.ListAsync("", Stop).Select(entry => entry.Name).ToListAsync(Stop);
}
