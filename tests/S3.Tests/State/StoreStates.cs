using ReleaseManager.Contracts.State;
using ReleaseManager.Core.State;
using ReleaseManager.Lab;
using ReleaseManager.S3.Tests.Store;
using Xunit;

namespace ReleaseManager.S3.Tests.State;

/// <summary>States on the real store, each at a path of its own.</summary>
public abstract class StoreStates(StoreFixture fixture) : IAsyncLifetime
{
    private readonly List<S3Backend> _clients = [];

    /// <summary>One that honours the conditions of writes, and one that ignores them.</summary>
    public static TheoryData<string> Buckets { get; } = [StoreFixture.PlainBucket, StoreFixture.VersionedBucket];

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected ObjectStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Store = await fixture.GetAsync();

    public ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected static string NewPath() => $"states/{Guid.NewGuid():N}";

    /// <summary>A new client of a path, disposed of at the end of the test.</summary>
    protected S3Backend Open(string bucket, string path)
    {
        var backend = new S3Backend(StoreOptions.For(Store, StoreUser.Owner, bucket, path));
        lock (_clients)
        {
            _clients.Add(backend);
        }

        return backend;
    }

    /// <summary>A draft of one revision of a release, which looks at nothing else.</summary>
    protected static async Task<SnapshotDraft> DraftAsync(ReleaseState state, string name, int revision = 1) =>
        Sample.Draft(await Sample.SaveAsync(state, name, revision, stop: Stop)) with
        {
            Scope = new SnapshotScope { Names = [name] },
        };

    protected static async Task AssertWholeAsync(ReleaseState state, string when = "")
    {
        var result = await state.VerifyAsync(null, Stop);
        Assert.True(result.IsValid, $"{when}: {string.Join('\n', result.Problems)}");
    }
}
