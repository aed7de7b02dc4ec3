using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using Xunit;

namespace ReleaseManager.Lab.Versions;

/// <summary>A cluster that serves every version it knows, alpha ones included, and what it serves.</summary>
public sealed class VersionCluster(LabFixture lab) : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1);
    private KubernetesCluster? _cluster;
    private LabApi? _api;
    private ApiCatalog? _catalog;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public LabApi Api => _api!;

    /// <summary>Starts the cluster for the first test that asks; skips the test where the lab is not installed.</summary>
    public async Task StartAsync()
    {
        await _starting.WaitAsync(Stop);
        try
        {
            if (_catalog is null)
            {
                _cluster ??= await lab.StartAsync(
                    new ClusterOptions
                    {
                        Name = "versions",
                        ApiServerFlags = ["--runtime-config=api/all=true"],
                        Nodes = false,
                    }
                );
                _api ??= _cluster.OpenApi();
                using var client = new KubeClient(KubeConfig.Load(_cluster.Kubeconfig, context: null));
                _catalog = await client.DiscoverAsync(refresh: false, Stop);
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    public bool Serves(string group, string version, string kind) => _catalog!.Find(group, version, kind) is not null;

    /// <summary>The collection of an object's kind in one of its versions.</summary>
    public string PathOf(string apiVersion, string kind)
    {
        var wanted = ResourceKind.Of(apiVersion, kind);
        var resource = _catalog!.Require(wanted.Group, wanted.Version, wanted.Kind);
        var space = resource.Namespaced ? "namespaces/default/" : "";
        return $"/apis/{apiVersion}/{space}{resource.Plural}";
    }

    /// <summary>Creates an object in its own version.</summary>
    public async Task CreateAsync(JsonObject item)
    {
        var path = PathOf(Text(item["apiVersion"]), Text(item["kind"]));
        Assert.NotNull(await Api.CreateAsync(path, item, Stop));
    }

    /// <summary>Reads an object in any version of its kind.</summary>
    public async Task<JsonObject> ReadAsync(string apiVersion, JsonObject item)
    {
        var path = PathOf(apiVersion, Text(item["kind"]));
        var found = await Api.GetAsync($"{path}/{Text(item["metadata"]!["name"])}", Stop);
        Assert.NotNull(found);
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        _api?.Dispose();
        _starting.Dispose();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
