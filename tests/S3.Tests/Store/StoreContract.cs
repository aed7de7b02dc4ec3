using Amazon.S3.Model;
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

    [Theory]
    [InlineData("/slashes/at/both/ends/", "slashes/at/both/ends")]
    [InlineData("état/grün/日本", "état/grün/日本")]
    [InlineData("two//slashes", "two//slashes")]
    [InlineData("a b/50%20/c+d&e=f?#", "a b/50%20/c+d&e=f?#")]
    public async Task A_path_may_hold_what_a_key_may_hold(string path, string clean)
    {
        var root = $"{Path}/{path}";
        var backend = OpenAt(root);
        Assert.True(await backend.CreateAsync("records/a", Bytes("content"), Stop));
        Assert.False(await OpenAt(root).CreateAsync("records/a", Bytes("other"), Stop));
        Assert.Equal(Bytes("content"), (await backend.ReadAsync("records/a", Stop))!.Bytes);
        Assert.Equal(["records/a"], await NamesOfAsync(backend));

        await backend.DeleteAsync(["records/a"], Stop);
        Assert.Empty(await NamesOfAsync(backend));
        Assert.EndsWith($"/{clean} at {Store.Endpoint.Authority}", backend.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Paths_of_which_one_begins_with_the_other_do_not_see_each_other()
    {
        var (a, ab) = (OpenAt($"{Path}/a"), OpenAt($"{Path}/ab"));
        await a.CreateAsync("one", Bytes("of a"), Stop);
        await ab.CreateAsync("two", Bytes("of ab"), Stop);
        Assert.Equal(["one"], await NamesOfAsync(a));
        Assert.Equal(["two"], await NamesOfAsync(ab));

        await a.DeleteAsync(["one", "two"], Stop);
        Assert.Equal(["two"], await NamesOfAsync(ab));
    }

    [Fact]
    public async Task Foreign_objects_are_neither_listed_nor_touched()
    {
        using var owner = Store.OpenClient(StoreUser.Owner);
        string[] foreign = ["a note.txt", ".git/config", "folder/", "one/two/three/four/five", "ünïcode"];
        foreach (var key in foreign)
        {
            await owner.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = bucket,
                    Key = $"{Path}/{key}",
                    ContentBody = "x",
                },
                Stop
            );
        }

        await Open().CreateAsync("records/a", Bytes("x"), Stop);
        Assert.Equal(["records/a"], await NamesAsync());

        await Open().DeleteAsync(["records/a"], Stop);
        var left = await owner.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = bucket, Prefix = $"{Path}/" },
            Stop
        );
        Assert.Equal(foreign.Length, left.S3Objects.Count);
    }

    [Fact]
    public async Task An_object_that_another_program_wrote_is_read_as_it_is()
    {
        using var owner = Store.OpenClient(StoreUser.Owner);
        await owner.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = bucket,
                Key = $"{Path}/manager.json",
                ContentBody = "theirs",
            },
            Stop
        );
        var read = await Open().ReadAsync("manager.json", Stop);
        Assert.Equal(Bytes("theirs"), read!.Bytes);
        Assert.True(await Open().ReplaceAsync("manager.json", Bytes("ours"), read.Tag, Stop));
        Assert.Equal("ours", await TextAsync("manager.json"));
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
