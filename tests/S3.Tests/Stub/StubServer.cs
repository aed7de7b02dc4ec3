using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ReleaseManager.S3.Tests.Stub;

/// <summary>An HTTP server on loopback, thin enough to break an answer anywhere.</summary>
internal sealed class StubServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly List<StubRequest> _requests = [];
    private readonly List<Task> _connections = [];
    private readonly Func<StubRequest, Task<StubAnswer>> _answer;
    private readonly Task _accepting;

    public StubServer(Func<StubRequest, Task<StubAnswer>> answer)
    {
        _answer = answer;
        _listener.Start();
        Endpoint = new Uri($"http://{_listener.LocalEndpoint}");
        _accepting = AcceptAsync();
    }

    public Uri Endpoint { get; }

    /// <summary>All requests so far, in the order of their arrival.</summary>
    public IReadOnlyList<StubRequest> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Stop();
        await Task.WhenAll(_connections);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_end.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the test.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var connection = socket;
        await using var stream = new NetworkStream(socket);
        try
        {
            while (await StubReader.ReadAsync(stream, _end.Token) is { } request)
            {
                lock (_gate)
                {
                    _requests.Add(request);
                }

                var answer = await _answer(request);
                if (!await SendAsync(socket, stream, request, answer))
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // The client hung up, or the test is over.
        }
    }

    /// <summary>Sends an answer as its mishap wants it; false where the connection is of no more use.</summary>
    private async Task<bool> SendAsync(Socket socket, NetworkStream stream, StubRequest request, StubAnswer answer)
    {
        switch (answer.Mishap)
        {
            case StubMishap.Silence:
                await Task.Delay(Timeout.Infinite, _end.Token);
                return false;
            case StubMishap.Reset:
                return Reset(socket);
        }

        var body = request.Method == "HEAD" ? [] : answer.Body;
        await stream.WriteAsync(Head(answer), _end.Token);
        if (answer.Mishap is StubMishap.None)
        {
            await stream.WriteAsync(body, _end.Token);
            return true;
        }

        await stream.WriteAsync(body.AsMemory(0, body.Length / 2), _end.Token);
        switch (answer.Mishap)
        {
            case StubMishap.Stalled:
                await Task.Delay(Timeout.Infinite, _end.Token);
                return false;
            case StubMishap.ResetInBody:
                return Reset(socket);
            default:
                socket.Shutdown(SocketShutdown.Send);
                return false;
        }
    }

    private static bool Reset(Socket socket)
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Close();
        return false;
    }

    private static byte[] Head(StubAnswer answer)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} Stub\r\n");
        foreach (var (name, value) in answer.Headers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        if (!answer.Headers.ContainsKey("Transfer-Encoding"))
        {
            text.Append(CultureInfo.InvariantCulture, $"Content-Length: {answer.Body.Length}\r\n");
        }

        return Encoding.ASCII.GetBytes(text.Append("\r\n").ToString());
    }
}
