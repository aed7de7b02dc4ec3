using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ReleaseManager.Lab.Product;

/// <summary>
/// One packaged chart, offered as people do: in a chart repository (an index and archives) and in a registry (the part of the OCI distribution API that a pull
/// needs), both on 127.0.0.1.
/// </summary>
internal sealed class ChartShop : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ChartShop(WebApplication app, int port, string folder) => (_app, Port, Folder) = (app, port, folder);

    public int Port { get; }

    /// <summary>Holds the archive.</summary>
    public string Folder { get; }

    /// <summary>The chart repository.</summary>
    public string Repository => $"http://127.0.0.1:{Port}/repository";

    /// <summary>Packages a chart by real Helm and opens.</summary>
    /// <param name="helm">Packages it and writes the index.</param>
    /// <param name="chart">One of the lab's charts.</param>
    /// <param name="folder">An empty folder.</param>
    public static async Task<ChartShop> OpenAsync(HelmCli helm, string chart, string folder, CancellationToken stop)
    {
        await helm.RequireAsync(["package", LabCharts.At(chart), "--destination", folder], stop);
        await helm.RequireAsync(["repo", "index", folder], stop);
        var packed = Directory.GetFiles(folder, "*.tgz").Single();
        var version = Path.GetFileNameWithoutExtension(packed)[(chart.Length + 1)..];
        var archive = await File.ReadAllBytesAsync(packed, stop);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var port = LabPorts.Free();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.MapGet(
            "/repository/{file}",
            (HttpContext context, string file) =>
                context.Response.SendFileAsync(Path.Combine(folder, Path.GetFileName(file)), context.RequestAborted)
        );
        MapRegistry(app, chart, version, archive);
        await app.StartAsync(stop);
        return new ChartShop(app, port, folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static void MapRegistry(WebApplication app, string chart, string version, byte[] archive)
    {
        var config = "{}"u8.ToArray();
        var manifest = System.Text.Encoding.UTF8.GetBytes(
            new JsonObject
            {
                ["schemaVersion"] = 2,
                ["config"] = Descriptor("application/vnd.cncf.helm.config.v1+json", config),
                ["layers"] = new JsonArray(Descriptor("application/vnd.cncf.helm.chart.content.v1.tar+gzip", archive)),
            }.ToJsonString()
        );
        var blobs = new[] { config, archive }.ToDictionary(Digest, StringComparer.Ordinal);
        string[] verbs = ["GET", "HEAD"];
        app.MapMethods("/v2/", verbs, (HttpContext context) => SendAsync(context, "application/json", config));
        app.MapMethods(
            $"/v2/charts/{chart}/tags/list",
            verbs,
            (HttpContext context) =>
                SendAsync(
                    context,
                    "application/json",
                    System.Text.Encoding.UTF8.GetBytes($$"""{"name":"charts/{{chart}}","tags":["{{version}}"]}""")
                )
        );
        app.MapMethods(
            $"/v2/charts/{chart}/manifests/{{reference}}",
            verbs,
            (HttpContext context) => SendAsync(context, "application/vnd.oci.image.manifest.v1+json", manifest)
        );
        app.MapMethods(
            $"/v2/charts/{chart}/blobs/{{digest}}",
            verbs,
            (HttpContext context, string digest) => SendAsync(context, "application/octet-stream", blobs[digest])
        );
    }

    private static Task SendAsync(HttpContext context, string type, byte[] content)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length;
        context.Response.Headers["Docker-Content-Digest"] = Digest(content);
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.Body.WriteAsync(content, context.RequestAborted).AsTask();
    }

    private static JsonObject Descriptor(string type, byte[] content) =>
        new()
        {
            ["mediaType"] = type,
            ["digest"] = Digest(content),
            ["size"] = content.Length,
        };

    private static string Digest(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";
}
