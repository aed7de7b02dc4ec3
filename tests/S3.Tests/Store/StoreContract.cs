using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Backends;
using ReleaseManager.Lab;
using Xunit;

namespace ReleaseManager.S3.Tests.Store;

/// <summary>The contract on a bucket of the real store, with several clients of one path, as several processes would have.</summary>
public abstract class StoreContract(StoreFixture fixture, string bucket) : BackendContract, IAsyncLifetime
{
    private const int Clients = 4;

    private readonly List<S3Backend> _clients = [];
    private int _opened;

    protected ObjectStore Store { get; private set; } = null!;

    protected string Bucket => bucket;

    /// <summary>The path of this test.</summary>
    protected string Path { get; } = $"contract/{Guid.NewGuid():N}";

    public async ValueTask InitializeAsync()
    {
        Store = await fixture.GetAsync();
        for (var i = 0; i < Clients; i++)
        {
            OpenAt(Path);
        }
    }

    public ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected override IBackend Open() => _clients[Interlocked.Increment(ref _opened) % Clients];

    /// <summary>A new client of a path, disposed of at the end of the test.</summary>
    protected S3Backend OpenAt(string path, Func<S3BackendOptions, S3BackendOptions>? change = null)
    {
        var options = StoreOptions.For(Store, StoreUser.Owner, bucket, path);
        var backend = new S3Backend(change?.Invoke(options) ?? options);
        lock (_clients)
        {
            _clients.Add(backend);
        }

        return backend;
    }

    protected static async Task<List<string>> NamesOfAsync(S3Backend backend) =>
        await backend.ListAsync("", Stop).Select(entry => entry.Name).ToListAsync(Stop);
}
