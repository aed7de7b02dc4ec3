using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;
using ReleaseManager.Sandbox.Registry;
using ReleaseManager.Sandbox.Storage;

namespace ReleaseManager.Sandbox.Controllers;

/// <summary>Pods run or end, claims are bound, load balancers get an address, API services are available: all at once.</summary>
internal sealed class ReadyController : IController
{
    public void React(ClusterObjects objects, ServedKind kind, StoreChange change)
    {
        if (
            change.After is { Deleting: false } stored
            && objects.Store.Find(change.Storage, stored.Namespace, stored.Name) == stored
            && kind.Definition is null
            && !stored.Says(SandboxAnnotations.Hold)
            && Status(kind, stored, objects.Timestamp) is { } status
        )
        {
            Report(objects, kind, stored, status);
        }
    }

    /// <summary>Writes a status unless it says the same already, times aside.</summary>
    public static void Report(ClusterObjects objects, ServedKind kind, StoredObject stored, JsonObject status)
    {
        if (!JsonNode.DeepEquals(Timeless(stored.Json["status"]), Timeless(status)))
        {
            var json = stored.Json.Copy();
            json["status"] = status;
            objects.Put(kind, json);
        }
    }

    private static JsonObject? Status(ServedKind kind, StoredObject stored, string now) =>
        kind.Kind.Kind switch
        {
            "Pod" when stored.Json.At("status", "phase") is null => Pod(stored, now),
            "PersistentVolumeClaim" => new JsonObject
            {
                ["phase"] = "Bound",
                ["accessModes"] = stored.Json.At("spec", "accessModes")?.DeepClone(),
                ["capacity"] = stored.Json.At("spec", "resources", "requests")?.DeepClone(),
            },
            "Service" when stored.Json.TextAt("spec", "type") == "LoadBalancer" => new JsonObject
            {
                ["loadBalancer"] = new JsonObject
                {
                    ["ingress"] = new JsonArray(new JsonObject { ["ip"] = "127.0.0.1" }),
                },
            },
            "APIService" => new JsonObject { ["conditions"] = new JsonArray(Condition("Available", "True", now)) },
            _ => null,
        };

    private static JsonObject Pod(StoredObject pod, string now)
    {
        var fails = pod.Says(SandboxAnnotations.Fail);
        var ends = fails || pod.Json.TextAt("spec", "restartPolicy") is "Never" or "OnFailure";
        var state = ends
            ? new JsonObject
            {
                ["terminated"] = new JsonObject
                {
                    ["exitCode"] = fails ? 1 : 0,
                    ["reason"] = fails ? "Error" : "Completed",
                    ["startedAt"] = now,
                    ["finishedAt"] = now,
                },
            }
            : new JsonObject { ["running"] = new JsonObject { ["startedAt"] = now } };
        return new JsonObject
        {
            ["phase"] =
                fails ? "Failed"
                : ends ? "Succeeded"
                : "Running",
            ["startTime"] = now,
            ["hostIP"] = "127.0.0.1",
            ["podIP"] = "127.0.0.1",
            ["conditions"] = new JsonArray(
                Condition("Initialized", "True", now),
                Condition("Ready", ends ? "False" : "True", now),
                Condition("ContainersReady", ends ? "False" : "True", now),
                Condition("PodScheduled", "True", now)
            ),
            ["containerStatuses"] = new JsonArray([
                .. pod
                    .Json.At("spec", "containers")
                    .Objects()
                    .Select(container => new JsonObject
                    {
                        ["name"] = container.TextAt("name"),
                        ["image"] = container.TextAt("image"),
                        ["ready"] = !ends,
                        ["started"] = !ends,
                        ["restartCount"] = 0,
                        ["state"] = state.DeepClone(),
                    }),
            ]),
        };
    }

    private static JsonObject Condition(string type, string status, string now) =>
        new()
        {
            ["type"] = type,
            ["status"] = status,
            ["lastTransitionTime"] = now,
        };

    private static JsonNode? Timeless(JsonNode? status)
    {
        var copy = status?.DeepClone();
        foreach (var condition in copy.At("conditions").Objects())
        {
            condition.Remove("lastTransitionTime");
            condition.Remove("lastUpdateTime");
            condition.Remove("lastProbeTime");
        }

        return copy;
    }
}
