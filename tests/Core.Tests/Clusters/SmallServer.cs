using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ReleaseManager.Core.Tests.Clusters;

/// <summary>A server on loopback that takes connections until it is disposed, and speaks byte by byte.</summary>
internal abstract class SmallServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _work;
    private int _connections;

    protected SmallServer()
    {
        _listener.Start();
        _work = AcceptAsync();
    }

    /// <summary>How many have been taken.</summary>
    public int Connections => _connections;

    protected int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The test is over.</summary>
    protected CancellationToken End => _end.Token;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _work;
        _end.Dispose();
    }

    /// <summary>Speaks with one client, until either goes away.</summary>
    protected abstract Task SpeakAsync(NetworkStream stream);

    /// <summary>Reads the head of a request; a character is a byte.</summary>
    protected async Task<string> ReadHeadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, End);
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    private async Task AcceptAsync()
    {
        var served = new List<Task>();
        try
        {
            while (true)
            {
                served.Add(ServeAsync(await _listener.AcceptTcpClientAsync(End)));
                _connections++;
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(served);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                await SpeakAsync(client.GetStream());
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or SocketException)
        {
            // One side has gone away, or the test is over: so does the connection.
        }
    }
}
