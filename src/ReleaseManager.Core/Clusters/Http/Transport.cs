using System.Globalization;
using System.Net;
using System.Net.Security;
using ReleaseManager.Core.Clusters.Credentials;

namespace ReleaseManager.Core.Clusters.Http;

/// <summary>
/// The connections to one server: HTTP/2 where TLS can agree on it, verified, with the client certificate of the moment, in the name of
/// whom the access says. A plugin may hand out a new certificate; requests then go over new connections.
/// </summary>
internal sealed class Transport : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<HttpMessageInvoker> _all = [];
    private readonly ClusterAccess _access;
    private readonly KubeClientOptions _options;
    private readonly ServerTrust _trust;
    private readonly ImpersonationHeaders? _actsAs;
    private ClientCertificate? _certificate;
    private HttpMessageInvoker? _current;

    public Transport(ClusterAccess access, KubeClientOptions options)
    {
        _access = access;
        _options = options;
        _actsAs = ImpersonationHeaders.Of(access.ActsAs);
        _trust = ServerTrust.For(access);
    }

    /// <summary>Why the last certificate of the server was refused; null if none was.</summary>
    public string? Distrust => _trust.Problem;

    public Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage message,
        ClientCertificate? certificate,
        CancellationToken stop
    ) => Invoker(certificate).SendAsync(message, stop);

    /// <summary>Asks for the server by the name that its certificate has, and says whom the request acts as, where the kubeconfig gives either.</summary>
    public void Prepare(HttpRequestMessage message)
    {
        if (_access.Cluster.TlsServerName is { } name && _access.Server.Scheme == Uri.UriSchemeHttps)
        {
            // .NET takes the name for TLS from here; the port belongs to it only where it is not the usual one.
            message.Headers.Host = _access.Server.IsDefaultPort
                ? name
                : string.Create(CultureInfo.InvariantCulture, $"{name}:{_access.Server.Port}");
        }

        _actsAs?.AddTo(message);
    }

    /// <summary>A sentence on the client certificate, if it is the likely reason for not being accepted.</summary>
    public string? CertificateProblem(DateTimeOffset now) => _certificate?.Problem(now);

    public void Dispose()
    {
        foreach (var invoker in _all)
        {
            invoker.Dispose();
        }

        _trust.Dispose();
    }

    private HttpMessageInvoker Invoker(ClientCertificate? certificate)
    {
        lock (_gate)
        {
            if (_current is null || !ReferenceEquals(_certificate, certificate))
            {
                _certificate = certificate;
                _current = new HttpMessageInvoker(Handler(certificate));
                _all.Add(_current);
            }

            return _current;
        }
    }

    private SocketsHttpHandler Handler(ClientCertificate? certificate)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = _options.ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            AutomaticDecompression = _options.Compression ? DecompressionMethods.GZip : DecompressionMethods.None,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
            AllowAutoRedirect = false,
            UseCookies = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = _trust.Accepts,
                ClientCertificateContext = certificate?.Context,
            },
        };
        _actsAs?.Prepare(handler);
        if (_access.Cluster.ProxyUrl is { } proxy)
        {
            handler.Proxy = new WebProxy(new Uri(proxy));
        }
        else if (_access.Server.IsLoopback)
        {
            // As Go does: what runs on this machine is never asked for through a proxy.
            handler.UseProxy = false;
        }

        return handler;
    }
}
