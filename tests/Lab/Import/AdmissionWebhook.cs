using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ReleaseManager.Lab.Import;

/// <summary>A validating webhook: what it is registered for is refused as long as it is down, and judged by it once it is up.</summary>
internal sealed class AdmissionWebhook : IAsyncDisposable
{
    private readonly bool _allows;
    private readonly int _port = LabPorts.Free();
    private readonly X509Certificate2 _certificate = CreateCertificate();
    private WebApplication? _app;

    /// <param name="allows">What it answers.</param>
    public AdmissionWebhook(bool allows) => _allows = allows;

    /// <summary>Registers it for the creation of Deployments in one namespace; there is no way around it.</summary>
    /// <param name="ns">The namespace, labelled <c>lab.releasemanager/checked</c> with its own name.</param>
    public async Task RegisterAsync(LabApi api, string ns, CancellationToken stop)
    {
        var body = JsonNode.Parse(
            $$"""
            {
              "metadata": { "name": "{{ns}}" },
              "webhooks": [
                {
                  "name": "check.lab.releasemanager.example.com",
                  "admissionReviewVersions": ["v1"],
                  "sideEffects": "None",
                  "failurePolicy": "Fail",
                  "timeoutSeconds": 2,
                  "clientConfig": { "url": "https://127.0.0.1:{{_port}}/check", "caBundle": "{{Authority}}" },
                  "namespaceSelector": { "matchLabels": { "lab.releasemanager/checked": "{{ns}}" } },
                  "rules": [
                    { "apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["deployments"] }
                  ]
                }
              ]
            }
            """
        )!;
        await api.CreateAsync(
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
            body.AsObject(),
            stop
        );
    }

    /// <summary>Brings it up.</summary>
    public async Task StartAsync(CancellationToken stop)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel =>
                kestrel.Listen(IPAddress.Loopback, _port, listen => listen.UseHttps(_certificate))
            );
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        _app.MapPost("/check", AnswerAsync);
        await _app.StartAsync(stop);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        _certificate.Dispose();
    }

    private string Authority =>
        Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(_certificate.ExportCertificatePem()));

    private async Task AnswerAsync(HttpContext context)
    {
        var review = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var answer = new JsonObject
        {
            ["apiVersion"] = "admission.k8s.io/v1",
            ["kind"] = "AdmissionReview",
            ["response"] = new JsonObject
            {
                ["uid"] = review!["request"]!["uid"]!.DeepClone(),
                ["allowed"] = _allows,
                ["status"] = new JsonObject { ["code"] = 403, ["message"] = "the lab says no" },
            },
        };
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        var request = new CertificateRequest("CN=lab webhook", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
    }
}
