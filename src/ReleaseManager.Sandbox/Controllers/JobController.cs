using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;
using ReleaseManager.Sandbox.Registry;
using ReleaseManager.Sandbox.Storage;

namespace ReleaseManager.Sandbox.Controllers;

/// <summary>Jobs end at once, with one Pod each: complete, or failed where an annotation asks for that.</summary>
internal sealed class JobController : IController
{
    public void React(ClusterObjects objects, ServedKind kind, StoreChange change)
    {
        if (
            !kind.Is("batch", "Job")
            || change.After is not { Deleting: false } job
            || objects.Store.Find(change.Storage, job.Namespace, job.Name) != job
            || job.Json.At("status", "conditions") is not null
            || job.Json.TrueAt("spec", "suspend")
            || job.Json.NumberAt("spec", "parallelism") == 0
            || job.Says(SandboxAnnotations.Hold)
        )
        {
            return;
        }

        var fails = job.Says(SandboxAnnotations.Fail);
        if (objects.Catalog.FindKind("", "Pod") is { } pods)
        {
            objects.Create(pods, Pod(job, fails));
        }

        var status = new JsonObject
        {
            ["startTime"] = objects.Timestamp,
            [fails ? "failed" : "succeeded"] = job.Json.NumberAt("spec", "completions") ?? 1,
            ["conditions"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = fails ? "Failed" : "Complete",
                    ["status"] = "True",
                    ["lastProbeTime"] = objects.Timestamp,
                    ["lastTransitionTime"] = objects.Timestamp,
                    ["reason"] = fails ? "BackoffLimitExceeded" : "CompletionsReached",
                    ["message"] = fails
                        ? "Job has reached the specified backoff limit"
                        : "Reached expected number of succeeded pods",
                }
            ),
        };
        if (!fails)
        {
            status["completionTime"] = objects.Timestamp;
        }

        ReadyController.Report(objects, kind, job, status);
    }

    private static JsonObject Pod(StoredObject job, bool fails)
    {
        var template = job.Json.At("spec", "template")!.AsObject();
        var metadata = (template["metadata"] as JsonObject)?.Copy() ?? [];
        metadata["name"] = ObjectNames.Generate($"{job.Name}-");
        metadata["namespace"] = job.Namespace;
        metadata["ownerReferences"] = new JsonArray(OwnerReference.To(job, "batch/v1", "Job"));
        if (fails)
        {
            metadata.Within("annotations")[SandboxAnnotations.Named(SandboxAnnotations.Fail)] = "true";
        }

        return new JsonObject
        {
            ["kind"] = "Pod",
            ["apiVersion"] = "v1",
            ["metadata"] = metadata,
            ["spec"] = template["spec"]?.DeepClone(),
        };
    }
}
