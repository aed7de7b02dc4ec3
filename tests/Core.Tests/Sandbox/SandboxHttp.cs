using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Sandbox;

/// <summary>Raw requests to a sandbox, in namespaces of a test's own.</summary>
internal sealed class SandboxHttp(SandboxCluster cluster) : IDisposable
{
    public const string ConfigMaps = "api/v1/namespaces/default/configmaps";
    public const string Deployments = "apis/apps/v1/namespaces/default/deployments";
    public const string Strategic = "application/strategic-merge-patch+json";
    public const string Merge = "application/merge-patch+json";
    public const string JsonPatch = "application/json-patch+json";
    public const string ApplyPatch = "application/apply-patch+yaml";

    private readonly HttpClient _client = cluster.CreateClient();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public Task<(int Code, JsonNode Body)> GetAsync(string path, string? accept = null) =>
        SendAsync(HttpMethod.Get, path, null, accept: accept);

    public Task<(int Code, JsonNode Body)> PostAsync(string path, string json) =>
        SendAsync(HttpMethod.Post, path, json);

    public Task<(int Code, JsonNode Body)> PutAsync(string path, JsonNode json) =>
        SendAsync(HttpMethod.Put, path, json.ToJsonString());

    public Task<(int Code, JsonNode Body)> PatchAsync(string path, string type, string json) =>
        SendAsync(HttpMethod.Patch, path, json, type);

    public Task<(int Code, JsonNode Body)> DeleteAsync(string path, string? options = null) =>
        SendAsync(HttpMethod.Delete, path, options);

    /// <summary>An answer that must be a good one.</summary>
    public static async Task<JsonNode> Good(Task<(int Code, JsonNode Body)> answer)
    {
        var (code, body) = await answer;
        Assert.True(code is 200 or 201, $"{code}: {body["message"]}");
        return body;
    }

    public static string ConfigMap(string name, string more = "") =>
        $$"""{ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "{{name}}"{{more}} }, "data": { "a": "1" } }""";

    /// <summary>A Deployment whose containers are given.</summary>
    public static string Deployment(string name, string containers) =>
        $$"""
            {
              "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "{{name}}" },
              "spec": {
                "selector": { "matchLabels": { "app": "{{name}}" } },
                "template": {
                  "metadata": { "labels": { "app": "{{name}}" } },
                  "spec": { "containers": [ {{containers}} ] }
                }
              }
            }
            """;

    public static JsonArray Containers(JsonNode deployment) =>
        deployment["spec"]!["template"]!["spec"]!["containers"]!.AsArray();

    public static IEnumerable<string> Names(JsonNode items) =>
        items.AsArray().Select(each => each!["name"]!.ToString());

    public static string Version(JsonNode json) => json["metadata"]!["resourceVersion"]!.ToString();

    public void Dispose() => _client.Dispose();

    private async Task<(int Code, JsonNode Body)> SendAsync(
        HttpMethod method,
        string path,
        string? json,
        string type = "application/json",
        string? accept = null
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, type);
        }

        if (accept is not null)
        {
            request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        }

        using var answer = await _client.SendAsync(request, Stop);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!);
    }
}
