using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ReleaseManager.Core.Tests.Clusters;

/// <summary>A real proxy on loopback that leads each connection on to where it is told: by CONNECT, plain or over TLS, or by SOCKS 5.</summary>
internal sealed class SmallProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly X509Certificate2? _certificate;
    private readonly bool _isSocks;
    private readonly Task _work;

    private SmallProxy(string scheme, X509Certificate2? certificate)
    {
        (_certificate, _isSocks) = (certificate, scheme == "socks5");
        _listener.Start();
        Address = new UriBuilder(scheme, "127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port).Uri;
        _work = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Where it was asked to lead to.</summary>
    public List<string> Asked { get; } = [];

    /// <param name="scheme">http, https or socks5.</param>
    /// <param name="certificate">That of the proxy itself, for https.</param>
    public static SmallProxy Start(string scheme, X509Certificate2? certificate = null) => new(scheme, certificate);

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
                await using var stream = await SecureAsync(client.GetStream());
                var (host, port) = _isSocks ? await ReadSocksAsync(stream) : await ReadConnectAsync(stream);
                lock (Asked)
                {
                    Asked.Add($"{host}:{port}");
                }

                using var server = new TcpClient();
                await server.ConnectAsync(host, port, _end.Token);
                await stream.WriteAsync(
                    _isSocks ? (byte[])[5, 0, 0, 1, 0, 0, 0, 0, 0, 0] : "HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(),
                    _end.Token
                );
                await Task.WhenAny(
                    stream.CopyToAsync(server.GetStream(), _end.Token),
                    server.GetStream().CopyToAsync(stream, _end.Token)
                );
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or SocketException)
        {
            // One side has gone away: so does the connection.
        }
    }

    private async Task<Stream> SecureAsync(Stream stream)
    {
        if (_certificate is null)
        {
            return stream;
        }

        var secure = new SslStream(stream);
        await secure.AuthenticateAsServerAsync(_certificate);
        return secure;
    }

    private async Task<(string Host, int Port)> ReadConnectAsync(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, _end.Token);
            head.Append((char)one[0]);
        }

        var words = head.ToString().Split(' ');
        var target = words[0] == "CONNECT" ? words[1] : throw new IOException("This proxy takes CONNECT alone.");
        return (
            target.Split(':')[0],
            int.Parse(target.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)
        );
    }

    private async Task<(string Host, int Port)> ReadSocksAsync(Stream stream)
    {
        var greeting = new byte[2];
        await stream.ReadExactlyAsync(greeting, _end.Token);
        await stream.ReadExactlyAsync(new byte[greeting[1]], _end.Token);
        await stream.WriteAsync((byte[])[5, 0], _end.Token);
        var request = new byte[4];
        await stream.ReadExactlyAsync(request, _end.Token);
        var address = new byte[request[3] == 1 ? 4 : await LengthAsync(stream)];
        await stream.ReadExactlyAsync(address, _end.Token);
        var port = new byte[2];
        await stream.ReadExactlyAsync(port, _end.Token);
        var host = request[3] == 1 ? new IPAddress(address).ToString() : Encoding.ASCII.GetString(address);
        return (host, (port[0] << 8) | port[1]);
    }

    private async Task<int> LengthAsync(Stream stream)
    {
        var length = new byte[1];
        await stream.ReadExactlyAsync(length, _end.Token);
        return length[0];
    }
}
