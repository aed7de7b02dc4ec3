using ReleaseManager.Contracts;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.State;
using ReleaseManager.Core.Tests.Import;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Export;

/// <summary>A cluster in process with Helm's records in it, and a state in memory to save them into.</summary>
internal sealed class ExportBench : IAsyncDisposable
{
    private readonly ImportBench _bench;
    private readonly KubeClient _client;

    private ExportBench(ImportBench bench)
    {
        _bench = bench;
        _client = bench.Connect(new KubeClientOptions { MaxRetries = 0 });
        Helm = new HelmStorage(bench.Cluster);
    }

    public SandboxCluster Cluster => _bench.Cluster;

    public MemoryBackend Backend => (MemoryBackend)_bench.State.Backend;

    public HelmStorage Helm { get; }

    public StoppedClock Clock { get; } = new(Sample.Noon);

    public ReleaseState State => ReleaseState.At(Backend, Clock);

    /// <summary>The requests since the log was cleared that brought values of records.</summary>
    public IReadOnlyList<SandboxRequest> BodyReads =>
        [
            .. Cluster.Requests.Where(request =>
                request.Resource is "secrets" or "configmaps"
                && !request.Accept.Contains("PartialObjectMetadata", StringComparison.Ordinal)
            ),
        ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<ExportBench> StartAsync() => new(await ImportBench.StartAsync());

    public KubeClient Connect(KubeClientOptions? options = null) => _bench.Connect(options);

    public KubeClient Connect(KubeClientOptions options, TimeProvider time) => new(_client.Access, options, time);

    /// <summary>One export, one request at a time, none repeated, unless told otherwise.</summary>
    public Task<ExportResult> ExportAsync(
        ExportOptions? options = null,
        IBackend? to = null,
        KubeClient? by = null,
        CancellationToken? stop = null
    ) =>
        new Exporter(by ?? _client, ReleaseState.At(to ?? Backend, Clock), Clock).RunAsync(
            (options ?? new ExportOptions()) with
            {
                Parallelism = 1,
            },
            progress: null,
            stop ?? Stop
        );

    /// <summary>What an import would do with the state.</summary>
    public Task<ReleaseImportPlan> PlanImportAsync() => _bench.PlanAsync();

    public async Task<Snapshot> SnapshotAsync(SnapshotSelector? which = null, IBackend? at = null) =>
        await ReleaseState.At(at ?? Backend).RequireAsync(which ?? SnapshotSelector.NewestOfAll, Stop);

    public async Task<IReadOnlyList<ListingEntry>> EntriesAsync(SnapshotSelector? which = null, IBackend? at = null)
    {
        var state = ReleaseState.At(at ?? Backend);
        return await state.ReadEntriesAsync(await SnapshotAsync(which, at), Stop).ToListAsync(Stop);
    }

    /// <summary>The records of the newest snapshot, with their values.</summary>
    public async Task<IReadOnlyList<ClusterRecord>> SavedAsync(IBackend? at = null) =>
        await ClusterRecord.InAsync(
            ReleaseState.At(at ?? Backend),
            await SnapshotAsync(SnapshotSelector.NewestOfAll, at),
            Stop
        );

    /// <summary>Every byte is as it should be.</summary>
    public static async Task AssertValidAsync(IBackend at)
    {
        var result = await ReleaseState.At(at).VerifyAsync(progress: null, Stop);
        Assert.True(result.IsValid, string.Join('\n', result.Problems));
    }

    /// <summary>Every byte is as it should be, and the newest snapshot holds what the cluster holds.</summary>
    public async Task AssertCurrentAsync(IBackend? at = null)
    {
        await AssertValidAsync(at ?? Backend);
        Assert.Equal(ClusterRecord.In(Cluster), await SavedAsync(at));
    }

    public async ValueTask DisposeAsync()
    {
        Helm.Dispose();
        _client.Dispose();
        await _bench.DisposeAsync();
    }
}
