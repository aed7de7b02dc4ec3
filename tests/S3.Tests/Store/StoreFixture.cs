using ReleaseManager.Lab;
using Xunit;

[assembly: AssemblyFixture(typeof(ReleaseManager.S3.Tests.Store.StoreFixture))]

namespace ReleaseManager.S3.Tests.Store;

/// <summary>
/// The real object store of a test run, started when the first test asks for it. Each test has a path of its own in it. Where the store's programs
/// are not installed, asking for it skips the test with the reason.
/// </summary>
public sealed class StoreFixture : IAsyncDisposable
{
    public const string PlainBucket = "plain";
    public const string VersionedBucket = "versioned";

    private readonly Lock _gate = new();
    private LabFolder? _folder;
    private Task<ObjectStore>? _store;

    /// <summary>The store with its two buckets.</summary>
    public Task<ObjectStore> GetAsync()
    {
        var tools = StoreTools.Find(out var reason);
        Assert.SkipWhen(tools is null, reason ?? "");
        lock (_gate)
        {
            return _store ??= StartAsync(tools!, (_folder ??= LabFolder.Create()).CreateSubfolder());
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is { IsCompletedSuccessfully: true } started)
        {
            await (await started).DisposeAsync();
        }

        _folder?.Dispose();
    }

    // All tests share it, so none of them may cancel its start.
    private static async Task<ObjectStore> StartAsync(StoreTools tools, string folder)
    {
        var store = await ObjectStore.StartAsync(tools, folder, CancellationToken.None);
        await store.CreateBucketAsync(PlainBucket, versioned: false, CancellationToken.None);
        await store.CreateBucketAsync(VersionedBucket, versioned: true, CancellationToken.None);
        return store;
    }
}
