using ReleaseManager.Contracts;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.State;
using ReleaseManager.Daemon.Health;
using ReleaseManager.Daemon.Logging;
using Xunit;

namespace ReleaseManager.Daemon.Tests;

/// <summary>A daemon at work, whose clock moves when the test says so.</summary>
internal sealed class RunningDaemon : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(35);

    private readonly KubeClient _client;
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);

    public RunningDaemon(KubeClient client, FaultBackend backend, DaemonOptions options)
    {
        _client = client;
        Backend = backend;
        Log = new RecordedLog(Time);
        Daemon = new ReleaseDaemon(client, ReleaseState.At(backend, Time), options, Log, Time);
        Ended = Daemon.RunAsync(_stop.Token);
    }

    public ReleaseDaemon Daemon { get; }

    public FaultBackend Backend { get; }

    public ManualTime Time { get; } = new();

    public RecordedLog Log { get; }

    /// <summary>Done when the daemon has stopped.</summary>
    public Task Ended { get; }

    public HealthReport Health => Daemon.Health.Report();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public long Count(DaemonCounter counter) => Daemon.Counters[counter];

    /// <summary>Waits for an event; the clock stands.</summary>
    public async Task<DaemonEvent> NextAsync(string name)
    {
        using var patience = Patience();
        return await Log.NextAsync(name).WaitAsync(patience.Token);
    }

    /// <summary>Waits for an event and moves the clock on, from one wait of the daemon to the next.</summary>
    /// <param name="within">Waits longer than this are not gone through.</param>
    public async Task<DaemonEvent> UntilAsync(string name, TimeSpan? within = null)
    {
        var reached = Log.NextAsync(name);
        using var enough = Patience();
        while (!reached.IsCompleted)
        {
            var moved = Time.AdvanceToNextAsync(within ?? LongestPause, enough.Token);
            await Task.WhenAny(reached, moved);
            enough.Token.ThrowIfCancellationRequested();
            if (reached.IsCompleted)
            {
                await enough.CancelAsync();
                await moved.ContinueWith(
                    _ => { },
                    CancellationToken.None,
                    TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default
                );
            }
        }

        return await reached;
    }

    /// <summary>A test that waits for what does not come fails instead of hanging.</summary>
    private static CancellationTokenSource Patience()
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        return patience;
    }

    /// <summary>Tells it to stop and does not wait.</summary>
    public Task CancelAsync() => _stop.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Ended;
        _stop.Dispose();
        _client.Dispose();
    }
}
