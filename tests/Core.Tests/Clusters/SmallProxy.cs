using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ReleaseManager.Core.Tests.Clusters;

/// <summary>A real proxy on loopback that leads each connection on to where it is told: by CONNECT, plain or over TLS, or by SOCKS 5.</summary>
internal sealed class SmallProxy : SmallServer
{
    private readonly X509Certificate2? _certificate;
    private readonly bool _isSocks;

    private SmallProxy(string scheme, X509Certificate2? certificate)
    {
        (_certificate, _isSocks) = (certificate, scheme == "socks5");
        Address = new UriBuilder(scheme, "127.0.0.1", Port).Uri;
    }

    public Uri Address { get; }

    /// <summary>Where it was asked to lead to.</summary>
    public List<string> Asked { get; } = [];

    /// <param name="scheme">http, https or socks5.</param>
    /// <param name="certificate">That of the proxy itself, for https.</param>
    public static SmallProxy Start(string scheme, X509Certificate2? certificate = null) => new(scheme, certificate);

    protected override async Task SpeakAsync(NetworkStream stream)
    {
        await using var secure = await SecureAsync(stream);
        var (host, port) = _isSocks ? await ReadSocksAsync(secure) : await ReadConnectAsync(secure);
        lock (Asked)
        {
            Asked.Add($"{host}:{port}");
        }

        using var server = new TcpClient();
        await server.ConnectAsync(host, port, End);
        await secure.WriteAsync(
            _isSocks ? (byte[])[5, 0, 0, 1, 0, 0, 0, 0, 0, 0] : "HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(),
            End
        );
        await Task.WhenAny(secure.CopyToAsync(server.GetStream(), End), server.GetStream().CopyToAsync(secure, End));
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
        var words = (await ReadHeadAsync(stream)).Split(' ');
        var target = words[0] == "CONNECT" ? words[1] : throw new IOException("This proxy takes CONNECT alone.");
        return (
            target.Split(':')[0],
            int.Parse(target.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)
        );
    }

    private async Task<(string Host, int Port)> ReadSocksAsync(Stream stream)
    {
        var greeting = new byte[2];
        await stream.ReadExactlyAsync(greeting, End);
        await stream.ReadExactlyAsync(new byte[greeting[1]], End);
        await stream.WriteAsync((byte[])[5, 0], End);
        var request = new byte[4];
        await stream.ReadExactlyAsync(request, End);
        var address = new byte[request[3] == 1 ? 4 : await LengthAsync(stream)];
        await stream.ReadExactlyAsync(address, End);
        var port = new byte[2];
        await stream.ReadExactlyAsync(port, End);
        var host = request[3] == 1 ? new IPAddress(address).ToString() : Encoding.ASCII.GetString(address);
        return (host, (port[0] << 8) | port[1]);
    }

    private async Task<int> LengthAsync(Stream stream)
    {
        var length = new byte[1];
        await stream.ReadExactlyAsync(length, End);
        return length[0];
    }
}
