using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;
using ReleaseManager.Sandbox.Registry;
using ReleaseManager.Sandbox.Storage;

namespace ReleaseManager.Sandbox.Controllers;

/// <summary>
/// Deployments get a ReplicaSet for each template, and they, StatefulSets, DaemonSets and the like report all replicas
/// ready. There are no Pods of them.
/// </summary>
internal sealed class WorkloadController : IController
{
    private const string HashLabel = "pod-template-hash";
    private const string RevisionAnnotation = "deployment.kubernetes.io/revision";

    public void React(ClusterObjects objects, ServedKind kind, StoreChange change)
    {
        if (
            change.After is not { Deleting: false } stored
            || objects.Store.Find(change.Storage, stored.Namespace, stored.Name) != stored
            || kind.Definition is not null
        )
        {
            return;
        }

        if (kind.Kind.Kind == "Deployment")
        {
            Roll(objects, stored);
        }

        if (!stored.Says(SandboxAnnotations.Hold) && Status(kind, stored, objects) is { } status)
        {
            ReadyController.Report(objects, kind, stored, status);
        }
    }

    private static JsonObject? Status(ServedKind kind, StoredObject stored, ClusterObjects objects)
    {
        var replicas = stored.Json.NumberAt("spec", "replicas") ?? 1;
        var status = new JsonObject { ["observedGeneration"] = stored.Json.NumberAt("metadata", "generation") ?? 1 };
        switch (kind.Kind.Kind)
        {
            case "Deployment":
                Count(status, replicas, "replicas", "updatedReplicas", "readyReplicas", "availableReplicas");
                status["conditions"] = new JsonArray(
                    Condition(objects, "Available", "MinimumReplicasAvailable"),
                    Condition(objects, "Progressing", "NewReplicaSetAvailable")
                );
                return status;
            case "ReplicaSet" or "ReplicationController":
                Count(status, replicas, "replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas");
                return status;
            case "StatefulSet":
                Count(
                    status,
                    replicas,
                    "replicas",
                    "currentReplicas",
                    "updatedReplicas",
                    "readyReplicas",
                    "availableReplicas"
                );
                status["currentRevision"] = $"{stored.Name}-{TemplateHash(stored)}";
                status["updateRevision"] = $"{stored.Name}-{TemplateHash(stored)}";
                return status;
            case "DaemonSet":
                Count(
                    status,
                    1,
                    "currentNumberScheduled",
                    "desiredNumberScheduled",
                    "numberReady",
                    "updatedNumberScheduled",
                    "numberAvailable"
                );
                status["numberMisscheduled"] = 0;
                return status;
            default:
                return null;
        }
    }

    private static void Roll(ClusterObjects objects, StoredObject deployment)
    {
        if (objects.Catalog.FindKind("apps", "ReplicaSet") is not { } kind)
        {
            return;
        }

        var hash = TemplateHash(deployment);
        var name = $"{deployment.Name}-{hash}";
        var replicas = deployment.Json.NumberAt("spec", "replicas") ?? 1;
        var owned = objects
            .Store.All(kind.Storage)
            .Where(each =>
                each.Namespace == deployment.Namespace
                && each.Json.At("metadata", "ownerReferences").Objects().Any(o => o.TextAt("uid") == deployment.Uid)
            )
            .ToList();
        foreach (var set in owned)
        {
            var wanted = set.Name == name ? replicas : 0;
            if (set.Json.NumberAt("spec", "replicas") != wanted)
            {
                var json = set.Json.Copy();
                json.Within("spec")["replicas"] = wanted;
                json.Metadata()["generation"] = (json.NumberAt("metadata", "generation") ?? 0) + 1;
                objects.Put(kind, json);
            }
        }

        if (!owned.Exists(set => set.Name == name))
        {
            objects.Create(kind, ReplicaSet(deployment, name, hash, replicas, owned.Count + 1));
        }
    }

    private static JsonObject ReplicaSet(StoredObject deployment, string name, string hash, long replicas, int revision)
    {
        var template = deployment.Json.At("spec", "template")!.AsObject().Copy();
        template.Within("metadata", "labels")[HashLabel] = hash;
        var selector = deployment.Json.At("spec", "selector")!.AsObject().Copy();
        selector.Within("matchLabels")[HashLabel] = hash;
        return new JsonObject
        {
            ["kind"] = "ReplicaSet",
            ["apiVersion"] = "apps/v1",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = deployment.Namespace,
                ["labels"] = template.At("metadata", "labels")!.DeepClone(),
                ["annotations"] = new JsonObject
                {
                    [RevisionAnnotation] = revision.ToString(CultureInfo.InvariantCulture),
                },
                ["ownerReferences"] = new JsonArray(OwnerReference.To(deployment, "apps/v1", "Deployment")),
            },
            ["spec"] = new JsonObject
            {
                ["replicas"] = replicas,
                ["selector"] = selector,
                ["template"] = template,
            },
        };
    }

    private static string TemplateHash(StoredObject stored) =>
        Convert.ToHexStringLower(
            SHA256.HashData(JsonText.Write(stored.Json.At("spec", "template") ?? new JsonObject())).AsSpan(0, 5)
        );

    private static void Count(JsonObject status, long replicas, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            status[name] = replicas;
        }
    }

    private static JsonObject Condition(ClusterObjects objects, string type, string reason) =>
        new()
        {
            ["type"] = type,
            ["status"] = "True",
            ["lastUpdateTime"] = objects.Timestamp,
            ["lastTransitionTime"] = objects.Timestamp,
            ["reason"] = reason,
        };
}
