using System.Text.Json;
using System.Text.Json.Nodes;
using ReleaseManager.Sandbox;
using ReleaseManager.Sandbox.Demo;

namespace ReleaseManager.PowerShell.Stage;

/// <summary>Sandbox clusters by name, and what tests do with them.</summary>
internal sealed class ClusterStage : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("releasemanager-stage-").FullName;
    private readonly Dictionary<string, SandboxCluster> _clusters = new(StringComparer.Ordinal);
    private TaskCompletionSource _held = new();
    private TaskCompletionSource _released = new();

    public async Task<JsonNode?> CarryOutAsync(StageOrder order)
    {
        switch (order.Do)
        {
            case "start":
                return await StartAsync(order);
            case "stop":
                _clusters.Remove(order.Cluster, out var gone);
                await gone!.DisposeAsync();
                return null;
            case "load":
                Of(order).Load(JsonNode.Parse(order.Objects)!.AsArray().Select(json => json!.AsObject()));
                return null;
            case "dump":
                return new JsonArray([.. Of(order).Dump().Select(json => json.DeepClone())]);
            case "compare":
                return Compare(order);
            case "requests":
                return JsonSerializer.SerializeToNode(Of(order).Requests, JsonSerializerOptions.Web);
            case "forget":
                Of(order).ClearRequests();
                return null;
            case "forbid":
                Of(order).Faults.Forbid(order.Means);
                return null;
            case "fail":
                Of(order).Faults.Fail(order.Count, order.Status, order.Means);
                return null;
            case "hold":
                Hold(order);
                return null;
            case "held":
                await _held.Task.WaitAsync(s_patience);
                return null;
            case "release":
                Of(order).Faults.Clear();
                _released.TrySetResult();
                return null;
            default:
                throw new ArgumentException($"The stage cannot do '{order.Do}'.", nameof(order));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _released.TrySetResult();
        foreach (var cluster in _clusters.Values)
        {
            await cluster.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task<JsonNode> StartAsync(StageOrder order)
    {
        var cluster = await SandboxCluster.StartAsync(new SandboxOptions { Name = order.Cluster });
        _clusters.Add(order.Cluster, cluster);
        if (order.Filled)
        {
            cluster.Load(Fixtures.Read());
        }

        return new JsonObject
        {
            ["kubeconfig"] = cluster.WriteKubeconfig(Path.Combine(_folder, order.Cluster)),
            ["server"] = $"{cluster.Server}",
            ["token"] = cluster.Token,
        };
    }

    private JsonNode Compare(StageOrder order)
    {
        var comparison = ClusterComparison.Of(Of(order).Dump(), _clusters[order.With].Dump());
        return JsonSerializer.SerializeToNode(comparison, JsonSerializerOptions.Web)!;
    }

    private void Hold(StageOrder order)
    {
        _held = new TaskCompletionSource();
        _released = new TaskCompletionSource();
        Of(order)
            .Faults.Before(
                order.Count,
                (_, stop) =>
                {
                    _held.TrySetResult();
                    return _released.Task.WaitAsync(stop);
                },
                order.Means
            );
    }

    private SandboxCluster Of(StageOrder order) =>
        _clusters.TryGetValue(order.Cluster, out var cluster)
            ? cluster
            : throw new ArgumentException($"There is no cluster '{order.Cluster}'.", nameof(order));
}
