using System.Net;
using System.Net.Sockets;

namespace ReleaseManager.Daemon.Http;

/// <summary>
/// Takes connections, up to a bound. When that is reached, the one that has waited longest without asking anything makes room: so a client that
/// asks at once, as a probe does, is served whatever number of slow ones holds on.
/// </summary>
internal sealed class ConnectionListener(
    Socket socket,
    HttpLimits limits,
    TimeProvider time,
    Func<HttpRequest, CancellationToken, Task<HttpReply>> answer
) : IAsyncDisposable
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Dictionary<HttpConnection, Task> _connections = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _endPoint = (IPEndPoint)socket.LocalEndPoint!;
    private Task _accepting = Task.CompletedTask;
    private long _cut;

    /// <summary>Where it listens; the port is the real one.</summary>
    public IPEndPoint EndPoint => _endPoint;

    /// <summary>How many connections there are.</summary>
    public int Connections
    {
        get
        {
            lock (_gate)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>How many were cut to make room for others.</summary>
    public long Cut => Interlocked.Read(ref _cut);

    /// <summary>Begins.</summary>
    public void Start() => _accepting = AcceptAsync();

    /// <summary>Takes no more connections and requests, lets those in hand end for a while, and cuts what is left.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        socket.Dispose();
        await _accepting;
        Task all;
        lock (_gate)
        {
            all = Task.WhenAll(_connections.Values);
        }

        await all.WaitAsync(limits.StopTime, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stop.CancelAsync();
        await all.WaitAsync(limits.StopTime, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                Take(await socket.AcceptAsync(_stopping.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The client was gone before it was taken, or the process has no file left: what is held meanwhile ends in its own time.
                await Task.Delay(Breath, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Take(Socket client)
    {
        // Else the end of an answer may wait for the client to say that it has its beginning: 40 ms each time.
        client.NoDelay = true;
        var connection = new HttpConnection(client, limits, time, answer);
        lock (_gate)
        {
            if (_connections.Count >= limits.Connections)
            {
                Interlocked.Increment(ref _cut);
                if (
                    _connections.Keys.Where(one => one.WaitingSince is not null).MinBy(one => one.WaitingSince)
                    is not { } oldest
                )
                {
                    connection.Dispose();
                    return;
                }

                _connections.Remove(oldest);
                oldest.Cut();
            }

            _connections.Add(connection, Task.CompletedTask);
            _connections[connection] = ServeAsync(connection);
        }
    }

    private async Task ServeAsync(HttpConnection connection)
    {
        // Not within the lock that the caller holds.
        await Task.Yield();
        try
        {
            await connection.RunAsync(_stopping.Token, _stop.Token);
        }
        finally
        {
            connection.Dispose();
            lock (_gate)
            {
                _connections.Remove(connection);
            }
        }
    }
}
