using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using ReleaseManager.Sandbox.Http;

namespace ReleaseManager.Sandbox.Hosting;

/// <summary>The web server around one sandbox API.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ServerCertificate _certificate;

    private ApiHost(WebApplication app, ServerCertificate certificate, string token, KubeApi api)
    {
        _app = app;
        _certificate = certificate;
        Token = token;
        Api = api;
        var addresses = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        Server = new Uri(addresses!.Addresses.First());
    }

    public Uri Server { get; }

    public string Token { get; }

    public KubeApi Api { get; }

    public RequestLog Log => Api.Log;

    public SandboxFaults Faults => Api.Faults;

    public string CertificateAuthority => _certificate.Authority.ExportCertificatePem();

    public static async Task<ApiHost> StartAsync(SandboxOptions options, CancellationToken stop)
    {
        var made = ServerCertificate.Create(TimeProvider.System.GetUtcNow());
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var api = new KubeApi(options, token);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = 3 * 1024 * 1024;
                kestrel.Limits.Http2.MaxStreamsPerConnection = 250;
                kestrel.Listen(
                    IPAddress.Loopback,
                    0,
                    listen =>
                    {
                        listen.Protocols = HttpProtocols.Http1AndHttp2;
                        listen.UseHttps(made.Certificate);
                    }
                );
            });
        var server = builder.Build();
        server.Run(api.HandleAsync);
        await server.StartAsync(stop);
        return new ApiHost(server, made, token, api);
    }

    public HttpClient CreateClient()
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(_certificate.Authority);
        var client = new HttpClient(handler) { BaseAddress = Server };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        client.DefaultRequestHeaders.Add(KubeApi.UnwatchedHeader, Token);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        Api.Stop();
        using (var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2)))
        {
            await _app.StopAsync(patience.Token);
        }

        await _app.DisposeAsync();
        Api.Dispose();
        _certificate.Dispose();
    }
}
