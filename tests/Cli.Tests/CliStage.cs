using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Cli.Tests;

/// <summary>A sandbox cluster with a kubeconfig, and a folder for a state.</summary>
internal sealed class CliStage : IAsyncDisposable
{
    private readonly HttpClient _http;

    private CliStage(SandboxCluster cluster, string folder)
    {
        Cluster = cluster;
        Folder = folder;
        Kubeconfig = cluster.WriteKubeconfig(Path.Combine(folder, "kubeconfig"));
        State = Path.Combine(folder, "state");
        _http = cluster.CreateClient();
    }

    public SandboxCluster Cluster { get; }

    public string Folder { get; }

    public string Kubeconfig { get; }

    public string State { get; set; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<CliStage> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("releasemanager-cli-").FullName;
        return new CliStage(await SandboxCluster.StartAsync(null, Stop), folder);
    }

    /// <summary>A stage with one namespace and two releases, exported.</summary>
    public static async Task<CliStage> StartExportedAsync()
    {
        var stage = await StartAsync();
        await stage.CreateNamespaceAsync("web");
        await stage.InstallAsync("web", "shop", 1, "superseded");
        await stage.InstallAsync("web", "shop", 2, "deployed");
        await stage.InstallAsync("web", "blog", 1, "deployed");
        var outcome = await stage.RunAsync("export", "local");
        Assert.True(outcome.Code == 0, outcome.ToString());
        return stage;
    }

    /// <summary>Runs a command with the stage's kubeconfig and path.</summary>
    public Task<CliOutcome> RunAsync(params string[] args) =>
        Cli.RunAsync([.. args, "--kubeconfig", Kubeconfig, "--path", State]);

    /// <summary>Runs a command with the stage's kubeconfig and path, and with a variable in its environment.</summary>
    public Task<CliOutcome> RunWithAsync(string variable, string value, params string[] args) =>
        Cli.RunAsync(
            new Dictionary<string, string>(StringComparer.Ordinal) { [variable] = value },
            [.. args, "--kubeconfig", Kubeconfig, "--path", State]
        );

    /// <summary>Writes a file beside the state.</summary>
    /// <returns>Its path.</returns>
    public async Task<string> WriteFileAsync(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        await File.WriteAllTextAsync(path, text, Stop);
        return path;
    }

    /// <summary>Makes a key file beside the state.</summary>
    /// <returns>Its path.</returns>
    public async Task<string> WriteKeyAsync(string name)
    {
        var path = Path.Combine(Folder, name);
        await File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(32), Stop);
        return path;
    }

    /// <summary>Installs so many more releases, and exports after each.</summary>
    public async Task ExportMoreAsync(int snapshots)
    {
        for (var i = 0; i < snapshots; i++)
        {
            await InstallAsync("web", string.Create(CultureInfo.InvariantCulture, $"more-{i}"), 1, "deployed");
            var outcome = await RunAsync("export", "local");
            Assert.True(outcome.Code == 0, outcome.ToString());
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Cluster.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    public async Task CreateNamespaceAsync(string name)
    {
        var body = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject { ["name"] = name },
        };
        using var answer = await _http.PostAsJsonAsync("api/v1/namespaces", body, Stop);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Writes a record as Helm does, of a release with one ConfigMap and one value.</summary>
    public Task InstallAsync(string ns, string name, int revision, string status) =>
        PutAsync(
            ns,
            name,
            revision,
            status,
            RecordCodec.Encode(Encoding.UTF8.GetBytes(Release(ns, name, revision, status).ToJsonString()))
        );

    /// <summary>A release with one ConfigMap and one value, as Helm writes it.</summary>
    public static JsonObject Release(string ns, string name, int revision, string status) =>
        new()
        {
            ["name"] = name,
            ["namespace"] = ns,
            ["version"] = revision,
            ["config"] = new JsonObject
            {
                ["colour"] = "green",
                ["port"] = 8080,
                ["answer"] = "yes",
            },
            ["info"] = new JsonObject
            {
                ["first_deployed"] = "2024-05-01T10:11:12.123456789Z",
                ["last_deployed"] = "2024-05-01T10:11:12.123456789Z",
                ["deleted"] = "",
                ["description"] = "Install complete",
                ["notes"] = "Have fun.",
                ["status"] = status,
            },
            ["chart"] = new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["name"] = "chart",
                    ["version"] = "1.2.3",
                    ["appVersion"] = "4.5",
                    ["apiVersion"] = "v2",
                    ["annotations"] = new JsonObject { ["licence"] = "free", ["category"] = "shop" },
                    ["dependencies"] = new JsonArray(
                        new JsonObject
                        {
                            ["name"] = "store",
                            ["version"] = "1.x",
                            ["repository"] = "https://charts.example.com",
                        }
                    ),
                },
                ["values"] = new JsonObject
                {
                    ["colour"] = "red",
                    ["image"] = new JsonObject { ["tag"] = "1" },
                },
            },
            ["manifest"] =
                $"---\n# Source: chart/templates/cm.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\ndata:\n  colour: green\n",
        };

    /// <summary>Writes a record with any value.</summary>
    public async Task PutAsync(string ns, string name, int revision, string status, byte[] value)
    {
        var body = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["type"] = "helm.sh/release.v1",
            ["metadata"] = new JsonObject
            {
                ["name"] = RecordName.For(name, revision),
                ["labels"] = new JsonObject
                {
                    ["name"] = name,
                    ["owner"] = "helm",
                    ["status"] = status,
                    ["version"] = revision.ToString(CultureInfo.InvariantCulture),
                },
            },
            ["data"] = new JsonObject { ["release"] = Convert.ToBase64String(value) },
        };
        using var answer = await _http.PostAsJsonAsync($"api/v1/namespaces/{ns}/secrets", body, Stop);
        answer.EnsureSuccessStatusCode();
    }
}
