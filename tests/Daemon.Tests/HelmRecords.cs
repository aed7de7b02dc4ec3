using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Daemon.Tests;

/// <summary>Writes records into a sandbox as Helm's storage does; its requests are not in the cluster's log.</summary>
internal sealed class HelmRecords(SandboxCluster cluster) : IDisposable
{
    private readonly HttpClient _client = cluster.CreateClient();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void AddNamespace(string ns) =>
        cluster.Load([
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Namespace",
                ["metadata"] = new JsonObject { ["name"] = ns },
            },
        ]);

    public Task CreateAsync(string ns, string name, int revision = 1, string status = "deployed") =>
        SendAsync(HttpMethod.Post, $"api/v1/namespaces/{ns}/secrets", Record(ns, name, revision, status));

    public Task UpdateAsync(string ns, string name, int revision, string status) =>
        SendAsync(HttpMethod.Put, PathOf(ns, name, revision), Record(ns, name, revision, status));

    public Task DeleteAsync(string ns, string name, int revision) =>
        SendAsync(HttpMethod.Delete, PathOf(ns, name, revision), body: null);

    /// <summary>All records that there are, as <c>namespace/object resourceVersion</c>.</summary>
    public IReadOnlyList<string> All() =>
        [
            .. from json in cluster.Dump()
            where json["metadata"]!["labels"]?["owner"]?.ToString() == "helm"
            let metadata = json["metadata"]!
            select $"{metadata["namespace"]}/{metadata["name"]} {metadata["resourceVersion"]}",
        ];

    public void Dispose() => _client.Dispose();

    private static string PathOf(string ns, string name, int revision) =>
        $"api/v1/namespaces/{ns}/secrets/sh.helm.release.v1.{name}.v{revision}";

    private static JsonObject Record(string ns, string name, int revision, string status)
    {
        var body = $$"""
            {"name":"{{name}}","namespace":"{{ns}}","version":{{revision}},"manifest":"","config":{"password":"{{Secret}}"},
             "info":{"status":"{{status}}","first_deployed":"2024-02-03T04:05:06Z","last_deployed":"2024-02-03T04:05:06Z","deleted":""},
             "chart":{"metadata":{"name":"plain","version":"1.2.3"} } }
            """;
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(body));
        }

        var value = Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToBase64String(packed.ToArray())));
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["type"] = "helm.sh/release.v1",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"sh.helm.release.v1.{name}.v{revision}",
                ["namespace"] = ns,
                ["labels"] = new JsonObject
                {
                    ["owner"] = "helm",
                    ["name"] = name,
                    ["status"] = status,
                    ["version"] = $"{revision}",
                },
            },
            ["data"] = new JsonObject { ["release"] = value },
        };
    }

    /// <summary>A value that must show up nowhere.</summary>
    public const string Secret = "hunter2-of-the-record";

    private async Task SendAsync(HttpMethod method, string path, JsonObject? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Content = body is null
            ? null
            : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await _client.SendAsync(request, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }
}
