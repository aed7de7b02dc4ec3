using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Clusters.Config;

namespace ReleaseManager.Core.Tests.Clusters;

/// <summary>A server on loopback that answers as a test tells it to.</summary>
internal sealed class LoopbackApi : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<Seen> _requests = [];
    private readonly Lock _gate = new();

    private LoopbackApi(WebApplication app) => _app = app;

    public Uri Server { get; private set; } = null!;

    /// <summary>The name that the last client asked for in its TLS greeting.</summary>
    public string? AskedName { get; private set; }

    public IReadOnlyList<Seen> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    public ClusterAccess Access => ClusterAccess.To(Server);

    /// <summary>Starts it on a free port.</summary>
    /// <param name="certificate">For TLS; null for plain HTTP.</param>
    /// <param name="intermediates">Sent along with it.</param>
    public static async Task<LoopbackApi> StartAsync(
        RequestDelegate answer,
        X509Certificate2? certificate = null,
        X509Certificate2Collection? intermediates = null,
        bool askForClientCertificate = false
    )
    {
        LoopbackApi? api = null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(
                IPAddress.Loopback,
                0,
                listen =>
                {
                    if (certificate is null)
                    {
                        return;
                    }

                    listen.Protocols = HttpProtocols.Http1AndHttp2;
                    listen.UseHttps(
                        new TlsHandshakeCallbackOptions
                        {
                            OnConnection = connection =>
                            {
                                api!.AskedName = connection.ClientHelloInfo.ServerName;
                                return ValueTask.FromResult(
                                    new SslServerAuthenticationOptions
                                    {
                                        ServerCertificateContext = SslStreamCertificateContext.Create(
                                            certificate,
                                            intermediates,
                                            offline: true
                                        ),
                                        ClientCertificateRequired = askForClientCertificate,
                                        RemoteCertificateValidationCallback = (_, shown, _, _) =>
                                            shown is null || shown.Subject.Length > 0,
                                    }
                                );
                            },
                        }
                    );
                }
            )
        );
        var app = builder.Build();
        api = new LoopbackApi(app);
        app.Run(async context =>
        {
            var body = await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted);
            lock (api._gate)
            {
                api._requests.Add(
                    new Seen(
                        context.Request.Method,
                        context.Request.Path + context.Request.QueryString.Value,
                        context.Request.Protocol,
                        context.Request.Headers.ToDictionary(
                            h => h.Key,
                            h => h.Value.ToString(),
                            StringComparer.OrdinalIgnoreCase
                        ),
                        body,
                        context.Connection.ClientCertificate?.Subject
                    )
                );
            }

            await answer(context);
        });
        await app.StartAsync();
        api.Server = new Uri(app.Urls.First());
        return api;
    }

    /// <summary>An access over TLS.</summary>
    public ClusterAccess Secure(
        string? authority,
        UserEntry? user = null,
        Func<ClusterEntry, ClusterEntry>? change = null
    )
    {
        var cluster = new ClusterEntry
        {
            CertificateAuthorityData = authority is null ? null : System.Text.Encoding.UTF8.GetBytes(authority),
        };
        return new ClusterAccess
        {
            Server = Server,
            Cluster = change?.Invoke(cluster) ?? cluster,
            User = user ?? UserEntry.Anonymous,
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    internal sealed record Seen(
        string Method,
        string Path,
        string Protocol,
        Dictionary<string, string> Headers,
        string Body,
        string? ClientSubject
    );
}
