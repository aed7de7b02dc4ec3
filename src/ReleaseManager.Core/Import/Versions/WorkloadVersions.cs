using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Versions;

/// <summary>
/// Workloads before <c>apps/v1</c> (removed in Kubernetes 1.16). They took the template's labels for a missing selector, updated and
/// kept history by other defaults.
/// </summary>
internal static class WorkloadVersions
{
    /// <summary>How the API says "no limit" in a 32-bit number; the defaults of extensions/v1beta1.</summary>
    private const int Unlimited = int.MaxValue;

    private static readonly string[] Apps = ["v1beta1", "v1beta2", "v1"];

    public static IEnumerable<VersionStep> Steps =>
        [
            VersionStep.Of("Deployment", "extensions/v1beta1", "apps/v1", FirstDeployment),
            VersionStep.Of("Deployment", "apps/v1beta1", "apps/v1beta2", SecondDeployment),
            VersionStep.Of("StatefulSet", "apps/v1beta1", "apps/v1beta2", StatefulSet),
            VersionStep.Of("DaemonSet", "extensions/v1beta1", "apps/v1", DaemonSet),
            VersionStep.Of("ReplicaSet", "extensions/v1beta1", "apps/v1", ReplicaSet),
            .. VersionStep.Renamed("apps", Apps[1..], "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"),
            .. VersionStep.Renamed("apps", Apps, "ControllerRevision"),
        ];

    private static void FirstDeployment(JsonObject item, ConversionNotes notes)
    {
        var spec = item.Within("spec");
        Selector(spec, notes);
        notes.Leave(spec, "rollbackTo");
        notes.Keep(spec, "progressDeadlineSeconds", Unlimited);
        notes.Keep(spec, "revisionHistoryLimit", Unlimited);
        if (spec.Object("strategy")?["type"].Text() is null or "" or "RollingUpdate")
        {
            var rolling = spec.Within("strategy").Within("rollingUpdate");
            notes.Keep(rolling, "maxSurge", 1);
            notes.Keep(rolling, "maxUnavailable", 1);
        }
    }

    private static void SecondDeployment(JsonObject item, ConversionNotes notes)
    {
        var spec = item.Within("spec");
        Selector(spec, notes);
        notes.Leave(spec, "rollbackTo");
        notes.Keep(spec, "revisionHistoryLimit", 2);
    }

    private static void StatefulSet(JsonObject item, ConversionNotes notes)
    {
        var spec = item.Within("spec");
        Selector(spec, notes);
        UpdatedByHand(spec, notes);
    }

    private static void DaemonSet(JsonObject item, ConversionNotes notes)
    {
        var spec = item.Within("spec");
        Selector(spec, notes);
        UpdatedByHand(spec, notes);
        notes.Leave(spec, "templateGeneration");
    }

    private static void ReplicaSet(JsonObject item, ConversionNotes notes) => Selector(item.Within("spec"), notes);

    private static void UpdatedByHand(JsonObject spec, ConversionNotes notes)
    {
        var strategy = spec.Within("updateStrategy");
        if (strategy["type"].Text() is null or "")
        {
            strategy["type"] = "OnDelete";
            notes.Kept("updateStrategy OnDelete");
        }
    }

    private static void Selector(JsonObject spec, ConversionNotes notes)
    {
        if (
            !spec.Has("selector")
            && spec.Object("template").Object("metadata").Object("labels") is { Count: > 0 } labels
        )
        {
            spec["selector"] = new JsonObject { ["matchLabels"] = labels.DeepClone() };
            notes.Kept("selector (the template's labels)");
        }
    }
}
