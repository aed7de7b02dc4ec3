using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ReleaseManager.Core.Tests.Clusters;

/// <summary>A server on loopback that keeps each request byte for byte as it came in, and answers with an empty object.</summary>
internal sealed class RawApi : IAsyncDisposable
{
    private const string Length = "Content-Length: ";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly List<string> _requests = [];
    private readonly Task _work;
    private int _connections;

    private RawApi()
    {
        _listener.Start();
        Server = new Uri($"http://{_listener.LocalEndpoint}");
        _work = AcceptAsync();
    }

    public Uri Server { get; }

    public int Connections => _connections;

    /// <summary>The requests with their heads and bodies; a character is a byte.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public static RawApi Start() => new();

    /// <summary>The header lines of a request, in order, that begin with this.</summary>
    public IReadOnlyList<string> Lines(int request, string beginning) =>
        [
            .. Requests[request]
                .Split("\r\n\r\n")[0]
                .Split("\r\n")
                .Where(line => line.StartsWith(beginning, StringComparison.Ordinal)),
        ];

    /// <summary>The body of a request.</summary>
    public string Body(int request) => Requests[request].Split("\r\n\r\n", 2)[1];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _work;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var served = new List<Task>();
        try
        {
            while (true)
            {
                served.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
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
                var stream = client.GetStream();
                while (true)
                {
                    var request = await ReadAsync(stream);
                    lock (_requests)
                    {
                        _requests.Add(request);
                    }

                    await stream.WriteAsync(
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray(),
                        _end.Token
                    );
                }
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // The client has gone, or the test is over.
        }
    }

    private async Task<string> ReadAsync(NetworkStream stream)
    {
        var request = new StringBuilder();
        var one = new byte[1];
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, _end.Token);
            request.Append((char)one[0]);
        }

        var length = request
            .ToString()
            .Split("\r\n")
            .FirstOrDefault(line => line.StartsWith(Length, StringComparison.OrdinalIgnoreCase))
            ?[Length.Length..];
        var body = new byte[int.Parse(length ?? "0", CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _end.Token);
        request.Append(Encoding.Latin1.GetString(body));
        return request.ToString();
    }
}
