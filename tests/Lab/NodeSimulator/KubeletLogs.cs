using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ReleaseManager.Lab;

/// <summary>The one thing that an API server asks a kubelet for when Helm or the product reads a log: the log of a container.</summary>
internal sealed class KubeletLogs : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate;

    private KubeletLogs(WebApplication app, X509Certificate2 certificate)
    {
        _app = app;
        _certificate = certificate;
    }

    /// <summary>The port on the loopback address.</summary>
    public int Port => new Uri(_app.Urls.First()).Port;

    public static async Task<KubeletLogs> StartAsync(LabApi api, CancellationToken stop)
    {
        var certificate = CreateCertificate();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.MapGet("/containerLogs/{space}/{pod}/{container}", context => AnswerAsync(api, context));
        await app.StartAsync(stop);
        return new KubeletLogs(app, certificate);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    private static async Task AnswerAsync(LabApi api, HttpContext context)
    {
        var route = context.Request.RouteValues;
        var path = $"/api/v1/namespaces/{route["space"]}/pods/{route["pod"]}";
        if (await api.GetAsync(path, context.RequestAborted) is not { } pod)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var wishes = PodWishes.Of(pod);
        var text = wishes.Log ?? $"lab: {route["container"]} {(wishes.Fail ? "fails" : "works")}";
        var lines = text.TrimEnd('\n').Split('\n').AsEnumerable();
        if (int.TryParse(context.Request.Query["tailLines"], CultureInfo.InvariantCulture, out var tail))
        {
            lines = lines.TakeLast(tail);
        }

        context.Response.ContentType = "text/plain";
        await context.Response.WriteAsync(string.Concat(lines.Select(line => line + "\n")), context.RequestAborted);
    }

    // The API server does not verify a kubelet unless it is given an authority for it.
    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=lab kubelet", key, HashAlgorithmName.SHA256);
        var now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
    }
}
