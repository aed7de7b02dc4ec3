using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.State;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Daemon.Tests;

/// <summary>A cluster in process with two releases, and a place in memory to keep them; daemons are started on both.</summary>
internal sealed class DaemonBench : IAsyncDisposable
{
    private readonly string _kubeconfig = Path.Combine(Path.GetTempPath(), $"rm-{Guid.NewGuid():n}.kubeconfig");
    private readonly List<RunningDaemon> _daemons = [];

    private DaemonBench(SandboxCluster cluster)
    {
        Cluster = cluster;
        Helm = new HelmRecords(cluster);
        cluster.WriteKubeconfig(_kubeconfig);
    }

    public SandboxCluster Cluster { get; }

    public HelmRecords Helm { get; }

    public MemoryBackend Backend { get; init; } = new();

    /// <summary>The requests that brought values of records.</summary>
    public IReadOnlyList<SandboxRequest> BodyReads =>
        [
            .. Cluster.Requests.Where(request =>
                request.Resource is "secrets" or "configmaps"
                && !request.Accept.Contains("PartialObjectMetadata", StringComparison.Ordinal)
            ),
        ];

    public ReleaseState State => ReleaseState.At(Backend);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<DaemonBench> StartAsync(MemoryBackend? backend = null)
    {
        var cluster = await SandboxCluster.StartAsync(stop: Stop);
        var bench = new DaemonBench(cluster) { Backend = backend ?? new MemoryBackend() };
        bench.Helm.AddNamespace("shop");
        await bench.Helm.CreateAsync("shop", "cart");
        await bench.Helm.CreateAsync("shop", "pay");
        return bench;
    }

    /// <summary>Starts a daemon with a clock and a log of its own.</summary>
    /// <param name="backend">Where it writes; by default straight into the place in memory, its calls recorded.</param>
    /// <param name="agent">What its requests are told by.</param>
    public RunningDaemon Start(
        DaemonOptions? options = null,
        FaultBackend? backend = null,
        string agent = "daemon",
        string? kubeconfig = null
    )
    {
        var client = new KubeClient(
            KubeConfig.Load(kubeconfig ?? _kubeconfig, context: null),
            new KubeClientOptions { MaxRetries = 0, UserAgent = agent }
        );
        var daemon = new RunningDaemon(client, backend ?? new FaultBackend(Backend), options ?? new DaemonOptions());
        _daemons.Add(daemon);
        return daemon;
    }

    /// <summary>A kubeconfig that takes its token from a file.</summary>
    public string WithTokenFile(string tokenFile)
    {
        var path = $"{_kubeconfig}.token";
        File.WriteAllText(
            path,
            File.ReadAllText(_kubeconfig)
                .Replace($"token: {Cluster.Token}", $"tokenFile: {tokenFile}", StringComparison.Ordinal)
        );
        return path;
    }

    /// <summary>Completes when a request that matches comes in; it goes on at once.</summary>
    public Task WhenAskedAsync(Func<SandboxRequest, bool> matches, int times = 1)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = times;
        Cluster.Faults.Before(
            times,
            (_, _) =>
            {
                if (Interlocked.Decrement(ref left) == 0)
                {
                    met.SetResult();
                }

                return Task.CompletedTask;
            },
            matches
        );
        return met.Task.WaitAsync(Stop);
    }

    /// <summary>Holds up requests that match until the task is done or the client has gone.</summary>
    public void HoldUp(Func<SandboxRequest, bool> matches, Task until, TaskCompletionSource met) =>
        Cluster.Faults.Before(
            int.MaxValue,
            async (_, gone) =>
            {
                met.TrySetResult();
                await until.WaitAsync(gone);
            },
            matches
        );

    /// <summary>The records of the newest snapshot, as <c>namespace/object resourceVersion</c>.</summary>
    public async Task<IReadOnlyList<string>> SavedAsync()
    {
        var snapshot = await State.RequireAsync(SnapshotSelector.NewestOfAll, Stop);
        var saved = new List<string>();
        await foreach (var entry in State.ReadEntriesAsync(snapshot, Stop))
        {
            saved.Add($"{entry.Namespace}/{entry.ObjectName} {entry.ResourceVersion}");
        }

        return saved;
    }

    /// <summary>The newest snapshot holds what the cluster holds, and every byte of the state is as it should be.</summary>
    public async Task AssertCurrentAsync()
    {
        Assert.Equal(Helm.All().Order(StringComparer.Ordinal), (await SavedAsync()).Order(StringComparer.Ordinal));
        Assert.True((await State.VerifyAsync(progress: null, Stop)).IsValid);
    }

    public async ValueTask DisposeAsync()
    {
        Cluster.Faults.Clear();
        foreach (var daemon in _daemons)
        {
            await daemon.DisposeAsync();
        }

        Helm.Dispose();
        await Cluster.DisposeAsync();
        File.Delete(_kubeconfig);
        File.Delete($"{_kubeconfig}.token");
    }
}
