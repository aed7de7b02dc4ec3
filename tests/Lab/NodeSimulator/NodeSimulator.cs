using System.Globalization;
using System.Text.Json.Nodes;

namespace ReleaseManager.Lab;

/// <summary>
/// What scheduler, kubelet, cloud and volume provisioner do for a cluster that has none of them: Pods are bound to one
/// node, run and get ready or, if they are meant to end, succeed; load balancers get an address; claims get volumes;
/// deleted Pods go.
/// </summary>
public sealed class NodeSimulator : IAsyncDisposable
{
    private readonly LabApi _api;
    private readonly NodeSimulatorOptions _options;
    private readonly TextWriter _log;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly KubeletLogs _logs;
    private Task _work = Task.CompletedTask;
    private int _addresses;

    private NodeSimulator(LabApi api, KubeletLogs logs, NodeSimulatorOptions options, TextWriter log, TimeProvider time)
    {
        _api = api;
        _logs = logs;
        _options = options;
        _log = TextWriter.Synchronized(log);
        _time = time;
    }

    /// <summary>Registers the node and begins to work.</summary>
    /// <param name="api">Administrator's access; disposed of with the simulator.</param>
    /// <param name="log">Told of what the API refused; disposed of with the simulator.</param>
    public static async Task<NodeSimulator> StartAsync(
        LabApi api,
        NodeSimulatorOptions options,
        TextWriter log,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var simulator = new NodeSimulator(api, await KubeletLogs.StartAsync(api, stop), options, log, time);
        try
        {
            await simulator.RegisterNodeAsync(stop);
            simulator._work = simulator.WorkAsync(simulator._stop.Token);
            return simulator;
        }
        catch
        {
            await simulator.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _work;
        }
        catch (OperationCanceledException)
        {
            // Its normal end; any other error of the simulator shows here.
        }
        finally
        {
            await _logs.DisposeAsync();
            await _log.DisposeAsync();
            _stop.Dispose();
            _api.Dispose();
        }
    }

    private Task WorkAsync(CancellationToken stop)
    {
        List<Collection> collections =
        [
            new(_api, "/api/v1/pods", HandlePodAsync, _log, _time),
            new(_api, "/api/v1/services", HandleServiceAsync, _log, _time),
        ];
        if (_options.BindVolumes)
        {
            var volumes = new VolumeProvisioner(_api);
            collections.Add(new(_api, "/api/v1/persistentvolumeclaims", volumes.HandleClaimAsync, _log, _time));
            collections.Add(new(_api, VolumeProvisioner.VolumesPath, volumes.HandleVolumeAsync, _log, _time));
        }

        return Task.WhenAll(collections.Select(collection => collection.FollowAsync(stop)));
    }

    private async Task RegisterNodeAsync(CancellationToken stop)
    {
        var capacity = new JsonObject
        {
            ["cpu"] = "64",
            ["memory"] = "256Gi",
            ["pods"] = "10000",
        };
        var node = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = _options.NodeName,
                ["labels"] = new JsonObject
                {
                    ["kubernetes.io/hostname"] = _options.NodeName,
                    ["kubernetes.io/os"] = "linux",
                    ["kubernetes.io/arch"] = "amd64",
                },
            },
        };
        await _api.CreateAsync("/api/v1/nodes", node, stop);
        var status = new JsonObject
        {
            ["capacity"] = capacity,
            ["allocatable"] = capacity.DeepClone(),
            ["addresses"] = new JsonArray(new JsonObject { ["type"] = "InternalIP", ["address"] = "127.0.0.1" }),
            ["daemonEndpoints"] = new JsonObject { ["kubeletEndpoint"] = new JsonObject { ["Port"] = _logs.Port } },
            ["conditions"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "Ready",
                    ["status"] = "True",
                    ["reason"] = "Simulated",
                }
            ),
        };
        var path = $"/api/v1/nodes/{_options.NodeName}";
        await _api.MergeAsync($"{path}/status", new JsonObject { ["status"] = status }, stop);
        // Admission taints every new node as not ready; DaemonSets would stay away.
        await _api.MergeAsync(path, new JsonObject { ["spec"] = new JsonObject { ["taints"] = null } }, stop);
    }

    private async Task HandlePodAsync(JsonObject pod, CancellationToken stop)
    {
        var path = PathOf(pod, "pods");
        var wishes = PodWishes.Of(pod);
        if (pod["metadata"]!["deletionTimestamp"] is not null)
        {
            await _api.DeleteAsync(path, NowIfStill(pod), stop);
        }
        else if (pod["spec"]!["nodeName"] is null)
        {
            await BindAsync(pod, path, stop);
        }
        else if (Text(pod["status"]?["phase"]) is "Pending" or "" && !wishes.Hold)
        {
            await Task.Delay(wishes.Delay, _time, stop);
            await _api.MergeAsync($"{path}/status", NextStatus(pod, wishes), stop);
        }
    }

    private async Task BindAsync(JsonObject pod, string path, CancellationToken stop)
    {
        var binding = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Binding",
            ["metadata"] = new JsonObject { ["name"] = Text(pod["metadata"]!["name"]) },
            ["target"] = new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Node",
                ["name"] = _options.NodeName,
            },
        };
        await _api.CreateAsync($"{path}/binding", binding, stop);
    }

    // A Pod that may end (a Job's always may) ends; one that is restarted for ever runs.
    private JsonObject NextStatus(JsonObject pod, PodWishes wishes)
    {
        var number = Interlocked.Increment(ref _addresses);
        var address = $"10.200.{(number >> 8) & 255}.{number & 255}";
        var now = _time.GetUtcNow();
        var forEver = Text(pod["spec"]!["restartPolicy"]) is "Always" or "";
        return forEver && !wishes.Fail
            ? PodStatus.Running(pod, address, now)
            : PodStatus.Ended(pod, !wishes.Fail, address, now);
    }

    private async Task HandleServiceAsync(JsonObject service, CancellationToken stop)
    {
        if (
            Text(service["spec"]?["type"]) is not "LoadBalancer"
            || service["status"]?["loadBalancer"]?["ingress"] is JsonArray { Count: > 0 }
        )
        {
            return;
        }

        var number = Interlocked.Increment(ref _addresses) % 250;
        var ingress = new JsonArray(new JsonObject { ["ip"] = $"203.0.113.{number + 1}" });
        var status = new JsonObject { ["loadBalancer"] = new JsonObject { ["ingress"] = ingress } };
        await _api.MergeAsync($"{PathOf(service, "services")}/status", new JsonObject { ["status"] = status }, stop);
    }

    // A namesake that came after this Pod must not be hit.
    private static JsonObject NowIfStill(JsonObject pod) =>
        new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "DeleteOptions",
            ["gracePeriodSeconds"] = 0,
            ["preconditions"] = new JsonObject { ["uid"] = Text(pod["metadata"]!["uid"]) },
        };

    private static string PathOf(JsonObject item, string collection) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"/api/v1/namespaces/{Text(item["metadata"]!["namespace"])}/{collection}/{Text(item["metadata"]!["name"])}"
        );

    private static string Text(JsonNode? node) => node?.GetValue<string>() ?? "";
}
