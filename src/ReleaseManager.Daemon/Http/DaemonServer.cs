using System.Net;
using ReleaseManager.Core.State;
using ReleaseManager.Daemon.Dashboard;
using ReleaseManager.Daemon.Health;

namespace ReleaseManager.Daemon.Http;

/// <summary>
/// Answers over HTTP how the daemon is and what it has saved: probes, metrics, figures, releases and the dashboard. It only reads, and works for every
/// replica, whatever its role. Start it before the loop and dispose of it after.
/// </summary>
internal sealed class DaemonServer : IAsyncDisposable
{
    /// <summary>
    /// What readers of a local folder can hold of the thread pool while its disk does not answer: each read of a file keeps a thread. The pool grows by
    /// one or two a second beyond its minimum, which is slower than a probe waits.
    /// </summary>
    private const int PoolThreads = 64;

    private readonly DaemonServerOptions _options;
    private readonly TimeProvider _time;
    private readonly SavedView _saved;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConnectionListener _listener;
    private readonly Dictionary<string, Route> _routes;
    private readonly DashboardApi _api;
    private readonly Task _reading;
    private bool _isDisposed;

    private DaemonServer(
        DaemonServerOptions options,
        DaemonHealth health,
        DaemonCounters counters,
        ReleaseState state,
        TimeProvider time
    )
    {
        (_options, _time) = (options, time);
        ThreadPool.GetMinThreads(out var workers, out var others);
        ThreadPool.SetMinThreads(Math.Max(workers, PoolThreads), others);
        var token = options.TokenFile is { } file ? TokenFile.Open(file, time) : null;
        var socket = ListenAddress.Parse(options.Listen).Bind();
        var lane = new ReaderLane(options.Limits, time);
        var router = new Router(Find, token, new HostRule(options.AllowedHosts), lane, options.OnFault);
        _saved = new SavedView(state, time);
        _api = new DashboardApi(health, _saved, time, options.PollingInterval);
        _listener = new ConnectionListener(socket, options.Limits, time, router.AnswerAsync);
        _routes = Routes(health, counters);
        _listener.Start();
        _reading = ReadOnAsync(_stop.Token);
    }

    /// <summary>Where this process reaches it; for messages, and for whoever asked for a free port.</summary>
    public Uri Address
    {
        get
        {
            var at = _listener.EndPoint;
            var isAny = at.Address.Equals(IPAddress.Any) || at.Address.Equals(IPAddress.IPv6Any);
            return new Uri($"http://{(isAny ? new IPEndPoint(IPAddress.Loopback, at.Port) : at)}/");
        }
    }

    /// <summary>The port on which it listens.</summary>
    public int Port => _listener.EndPoint.Port;

    /// <summary>Begins to listen and to answer.</summary>
    /// <exception cref="ReleaseManagerException">The address is none, taken or not allowed; or the token file cannot be used.</exception>
    public static DaemonServer Start(
        DaemonServerOptions options,
        DaemonHealth health,
        DaemonCounters counters,
        ReleaseState state,
        TimeProvider time
    ) => new(options, health, counters, state, time);

    /// <summary>Takes no more requests, gives those in hand a few seconds, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        await _stop.CancelAsync();
        await _listener.DisposeAsync();
        await _reading
            .WaitAsync(_options.Limits.StopTime, _time)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _saved.Dispose();
    }

    private Route? Find(string path) => _routes.GetValueOrDefault(path) ?? DashboardFiles.Find(path) ?? _api.Find(path);

    private Dictionary<string, Route> Routes(DaemonHealth health, DaemonCounters counters)
    {
        var metrics = new MetricsEndpoint(
            health,
            counters,
            _saved.Snapshots,
            _options.PollingInterval,
            () => (_listener.Connections, _listener.Cut)
        );
        return new Dictionary<string, Route>(StringComparer.Ordinal)
        {
            ["/livez"] = Route.At(Access.Open, HealthEndpoints.Alive),
            ["/readyz"] = Route.At(Access.Open, HealthEndpoints.Alive),
            ["/healthz"] = Route.At(Access.Open, new HealthEndpoints(health).Health),
            ["/metrics"] = Route.At(Access.Open, metrics.Make),
            ["/debug/vars"] = Route.At(Access.Guarded, new VarsEndpoint(counters).Make),
            ["/releases"] = Route.Reading(new ReleasesEndpoint(_saved).MakeAsync),
        };
    }

    /// <summary>Reads, as often as the state is compared with the cluster, what metrics and the page's head tell of it.</summary>
    private async Task ReadOnAsync(CancellationToken stop)
    {
        // Whoever starts the server waits for no backend.
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            await ReadOnceAsync(stop);
            await Task.Delay(_options.PollingInterval, _time, stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadOnceAsync(CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(_options.Limits.ReadTime, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        try
        {
            await _saved.Snapshots.ReadAsync(either.Token);
        }
        catch (Exception e) when (e is ReleaseManagerException or OperationCanceledException)
        {
            // Kept by the shelf as its error, and told by metrics and page.
        }
        catch (Exception e)
        {
            _options.OnFault?.Invoke(e);
        }
    }
}
