using System.Security.Cryptography;
using Xunit;

namespace ReleaseManager.S3.Tests.Stub;

/// <summary>What requests carry, and how many of them are under way.</summary>
public sealed class RequestTests : IAsyncDisposable
{
    private readonly StubStore _stub = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _stub.DisposeAsync();

    [Fact]
    public async Task A_write_asks_for_encryption_and_storage_class_as_told()
    {
        var options = _stub.Options with
        {
            ServerSideEncryption = "aws:kms",
            KmsKeyId = "alias/backup",
            StorageClass = "STANDARD_IA",
        };
        using var backend = new S3Backend(options);
        await backend.CreateAsync("manager.json", default, Stop);

        // The probe too: a policy of the bucket may refuse what is not encrypted.
        Assert.All(
            _stub.Requests.Concat(_stub.Probes).Where(request => request.Kind == "PUT"),
            put =>
            {
                Assert.Equal("aws:kms", put.Header("x-amz-server-side-encryption"));
                Assert.Equal("alias/backup", put.Header("x-amz-server-side-encryption-aws-kms-key-id"));
                Assert.Equal("STANDARD_IA", put.Header("x-amz-storage-class"));
            }
        );
    }

    [Fact]
    public async Task A_write_asks_for_nothing_where_nothing_was_told()
    {
        using var backend = new S3Backend(_stub.Options);
        await backend.CreateAsync("manager.json", default, Stop);
        var put = Assert.Single(_stub.Requests);
        Assert.Null(put.Header("x-amz-server-side-encryption"));
        Assert.Null(put.Header("x-amz-storage-class"));
    }

    [Fact]
    public async Task Only_a_large_write_asks_before_it_sends()
    {
        using var backend = new S3Backend(_stub.Options);
        await backend.CreateAsync("records/small", new byte[8_000], Stop);
        await backend.CreateAsync("records/large", new byte[2_000_000], Stop);
        Assert.Equal([null, "100-continue"], _stub.Requests.Select(put => put.Header("Expect")));
    }

    [Fact]
    public async Task A_batch_deletion_carries_the_digest_that_older_servers_want()
    {
        using var backend = new S3Backend(_stub.Options);
        await backend.DeleteAsync(["records/a", "records/b"], Stop);
        var request = Assert.Single(_stub.Requests);
#pragma warning disable CA5351 // Not for security: the form that S3 wants.
        Assert.Equal(Convert.ToBase64String(MD5.HashData(request.Body)), request.Header("Content-MD5"));
#pragma warning restore CA5351
    }

    [Fact]
    public async Task A_request_is_signed_for_the_region_and_carries_the_session_token()
    {
        using var backend = new S3Backend(_stub.Options with { Region = "eu-central-1" });
        await backend.ReadAsync("manager.json", Stop);
        var get = Assert.Single(_stub.Requests);
        Assert.Contains("/eu-central-1/s3/aws4_request", get.Header("Authorization"), StringComparison.Ordinal);
        Assert.Equal(_stub.Options.SessionToken, get.Header("X-Amz-Security-Token"));
    }

    [Fact]
    public async Task No_more_requests_than_allowed_are_under_way()
    {
        const int allowed = 5;
        var (now, most) = (0, 0);
        var full = new TaskCompletionSource();
        _stub.Before = async request =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            if (most >= allowed)
            {
                full.TrySetResult();
            }

            // All wait for the bound to be reached: it is a limit that is used, not one that is never met.
            await full.Task;
            Interlocked.Decrement(ref now);
            return null;
        };
        using var backend = new S3Backend(_stub.Options with { MaxInFlight = allowed });
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => backend.ReadAsync($"records/{i}", Stop)));
        Assert.Equal(40, _stub.Count("GET"));
        Assert.Equal(allowed, most);
    }

    [Fact]
    public void Making_a_backend_asks_nothing_of_anybody()
    {
        using (var backend = new S3Backend(_stub.Options))
        {
            Assert.StartsWith("s3://bucket/state at 127.0.0.1:", backend.Location, StringComparison.Ordinal);
        }

        Assert.Empty(_stub.Requests);
        Assert.Empty(_stub.Probes);
    }
}
