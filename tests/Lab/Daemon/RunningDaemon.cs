using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.State;
using ReleaseManager.Daemon;

namespace ReleaseManager.Lab.Daemon;

/// <summary>A daemon at work on a real cluster; takes the client over.</summary>
internal sealed class RunningDaemon : IAsyncDisposable
{
    private readonly KubeClient _client;
    private readonly CancellationTokenSource _stop = new();

    public RunningDaemon(KubeClient client, ReleaseState state, DaemonOptions options)
    {
        _client = client;
        Daemon = new ReleaseDaemon(client, state, options, Log);
        Ended = Daemon.RunAsync(_stop.Token);
    }

    public ReleaseDaemon Daemon { get; }

    public DaemonLog Log { get; } = new();

    /// <summary>Done when it has stopped.</summary>
    public Task Ended { get; }

    /// <summary>Stops it, as a signal would.</summary>
    public async Task EndAsync()
    {
        await _stop.CancelAsync();
        await Ended;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _stop.Dispose();
        _client.Dispose();
    }
}
