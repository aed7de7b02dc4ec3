using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;

namespace ReleaseManager.Sandbox.Registry;

/// <summary>
/// What the server fills in. Far less than the real one: what Helm's and kubectl's waiting reads, and what makes list
/// keys complete. Members that are null go from built-in kinds, as typed decoding drops them.
/// </summary>
internal static class ObjectDefaults
{
    public static void Fill(ServedKind kind, JsonObject json, JsonObject? before)
    {
        if (kind.Definition is not null)
        {
            DropEmptyMetadata(json);
            return;
        }

        DropNulls(json);
        DropEmptyMetadata(json);
        switch (kind.Kind.Kind)
        {
            case "Secret":
                Secret(json);
                break;
            case "Namespace":
                Namespace(json, before);
                break;
            case "Service":
                Service(json, before);
                break;
            case "Deployment" or "StatefulSet" or "ReplicaSet" or "ReplicationController":
                json.Within("spec").Default("replicas", 1);
                break;
            case "Job":
                Job(json);
                break;
            case "PersistentVolumeClaim" or "PersistentVolume":
                json.Within("spec").Default("volumeMode", "Filesystem");
                break;
            default:
                break;
        }

        foreach (var pod in PodSpecs(json))
        {
            Pod(pod, kind.Kind.Kind);
        }
    }

    /// <summary>The pod specs in an object: its own, and those of its templates.</summary>
    public static IEnumerable<JsonObject> PodSpecs(JsonObject json)
    {
        var spec = json["spec"];
        return json.TextAt("kind") switch
        {
            "Pod" => Some(spec),
            "CronJob" => Some(spec.At("jobTemplate", "spec", "template", "spec")),
            _ => Some(spec.At("template", "spec")),
        };

        static JsonObject[] Some(JsonNode? node) => node is JsonObject found ? [found] : [];
    }

    private static void Secret(JsonObject json)
    {
        // Base64 that is broken into lines comes back in one.
        foreach (var (name, value) in (json["data"] as JsonObject)?.ToList() ?? [])
        {
            json["data"]![name] = Convert.ToBase64String(Convert.FromBase64String(value.AsText() ?? ""));
        }

        if (json["stringData"] is JsonObject texts)
        {
            foreach (var (name, value) in texts)
            {
                json.Within("data")[name] = Convert.ToBase64String(
                    System.Text.Encoding.UTF8.GetBytes(value.AsText() ?? "")
                );
            }

            json.Remove("stringData");
        }

        json.Default("type", "Opaque");
    }

    private static void Namespace(JsonObject json, JsonObject? before)
    {
        json.Within("metadata", "labels")["kubernetes.io/metadata.name"] = json.TextAt("metadata", "name");
        if (before is null)
        {
            json.Within("spec")["finalizers"] = new JsonArray("kubernetes");
            json.Within("status")["phase"] = "Active";
        }
    }

    private static void Service(JsonObject json, JsonObject? before)
    {
        var spec = json.Within("spec");
        spec.Default("type", "ClusterIP");
        spec.Default("sessionAffinity", "None");
        if (spec.TextAt("type") != "ExternalName")
        {
            var address = before.TextAt("spec", "clusterIP") is { Length: > 0 } had ? had : FreeAddress();
            spec.Default("clusterIP", address);
            if (spec.TextAt("clusterIP") == "")
            {
                spec["clusterIP"] = address;
            }

            spec.Default("clusterIPs", new JsonArray(spec.TextAt("clusterIP")!));
        }

        foreach (var port in spec["ports"].Objects())
        {
            port.Default("protocol", "TCP");
            port.Default("targetPort", port["port"]?.DeepClone());
        }
    }

    private static string FreeAddress() =>
        $"10.96.{RandomNumberGenerator.GetInt32(1, 255)}.{RandomNumberGenerator.GetInt32(1, 255)}";

    private static void Job(JsonObject json)
    {
        var spec = json.Within("spec");
        spec.Default("backoffLimit", 6);
        if (spec["parallelism"] is null && spec["completions"] is null)
        {
            spec["completions"] = 1;
        }

        spec.Default("parallelism", 1);
        if (spec.TrueAt("manualSelector") || spec["selector"] is not null)
        {
            return;
        }

        var uid = json.TextAt("metadata", "uid") ?? "";
        var labels = spec.Within("template", "metadata", "labels");
        foreach (var prefix in new[] { "", "batch.kubernetes.io/" })
        {
            labels[$"{prefix}controller-uid"] = uid;
            labels[$"{prefix}job-name"] = json.TextAt("metadata", "name");
        }

        spec["selector"] = new JsonObject
        {
            ["matchLabels"] = new JsonObject { ["batch.kubernetes.io/controller-uid"] = uid },
        };
    }

    private static void Pod(JsonObject pod, string kind)
    {
        pod.Default("restartPolicy", "Always");
        pod.Default("dnsPolicy", "ClusterFirst");
        pod.Default("schedulerName", "default-scheduler");
        pod.Default("terminationGracePeriodSeconds", 30);
        if (kind == "Pod")
        {
            pod.Default("serviceAccountName", "default");
        }

        foreach (var container in pod["containers"].Objects().Concat(pod["initContainers"].Objects()))
        {
            foreach (var port in container["ports"].Objects())
            {
                port.Default("protocol", "TCP");
            }
        }
    }

    private static void DropNulls(JsonNode? node)
    {
        if (node is JsonObject json)
        {
            foreach (var name in json.Where(member => member.Value is null).Select(member => member.Key).ToList())
            {
                json.Remove(name);
            }

            foreach (var (_, value) in json)
            {
                DropNulls(value);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                DropNulls(item);
            }
        }
    }

    private static void DropEmptyMetadata(JsonObject json)
    {
        var metadata = json.Metadata();
        foreach (var name in (string[])["labels", "annotations", "finalizers", "ownerReferences", "generateName"])
        {
            if (
                metadata[name] is null or JsonObject { Count: 0 } or JsonArray { Count: 0 }
                || metadata.TextAt(name) == ""
            )
            {
                metadata.Remove(name);
            }
        }
    }
}
