using ReleaseManager.Lab;
using Xunit;

[assembly: AssemblyFixture(typeof(ReleaseManager.Cli.Tests.CliStore))]

namespace ReleaseManager.Cli.Tests;

/// <summary>
/// The real object store of a test run, started when the first test asks for it. Where its programs are not installed, asking for it skips the test
/// with the reason.
/// </summary>
public sealed class CliStore : IAsyncDisposable
{
    public const string PlainBucket = "plain";
    public const string VersionedBucket = "versioned";

    private readonly Lock _gate = new();
    private LabFolder? _folder;
    private Task<ObjectStore>? _store;

    /// <summary>The flags that lead a command to a bucket of the store; the keys go into the environment.</summary>
    public async Task<string[]> FlagsAsync(string bucket, string prefix = "")
    {
        var store = await GetAsync();
        return
        [
            $"--{prefix}bucket",
            bucket,
            $"--{prefix}endpoint-url",
            store.Endpoint.OriginalString,
            $"--{prefix}force-path-style",
        ];
    }

    /// <summary>The environment of a command that is to reach the store.</summary>
    public static Dictionary<string, string> Environment =>
        new(StringComparer.Ordinal)
        {
            ["AWS_ACCESS_KEY_ID"] = StoreUser.Owner.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = StoreUser.Owner.SecretKey,
        };

    public async ValueTask DisposeAsync()
    {
        if (_store is { IsCompletedSuccessfully: true } started)
        {
            await (await started).DisposeAsync();
        }

        _folder?.Dispose();
    }

    private Task<ObjectStore> GetAsync()
    {
        var tools = StoreTools.Find(out var reason);
        Assert.SkipWhen(tools is null, reason ?? "");
        lock (_gate)
        {
            return _store ??= StartAsync(tools!, (_folder ??= LabFolder.Create()).CreateSubfolder());
        }
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
