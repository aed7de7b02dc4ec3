using System.Text.Json;

namespace ReleaseManager.Core.Clusters.Readiness;

/// <summary>
/// When an object counts as ready: the rules of Helm 3's <c>--wait</c>, kind by kind (Helm: pkg/kube/ready.go at v3.21). Kinds without a
/// rule, those of foreign CRDs among them, are ready once they are there.
/// </summary>
internal static class ReadinessRules
{
    /// <summary>The rule for an object.</summary>
    /// <param name="found">The object as it is now.</param>
    /// <param name="dependents">Objects of <see cref="ReadinessKind.Dependents"/> in its namespace.</param>
    public static ReadinessVerdict Of(KubeObject found, IEnumerable<KubeObject> dependents) =>
        found.Kind switch
        {
            "Pod" => IsPodReady(found)
                ? ReadinessVerdict.Ready
                : ReadinessVerdict.NotReady(found, $"its phase is {found.GetString("status", "phase") ?? "unknown"}"),
            "Deployment" => WorkloadRules.Deployment(found, dependents),
            "StatefulSet" => WorkloadRules.StatefulSet(found),
            "DaemonSet" => WorkloadRules.DaemonSet(found),
            "ReplicaSet" or "ReplicationController" => WorkloadRules.OfPods(found, dependents),
            "PersistentVolumeClaim" => Claim(found),
            "Service" => Service(found),
            "CustomResourceDefinition" => Definition(found),
            "Job" => Job(found),
            _ => ReadinessVerdict.Ready,
        };

    public static bool IsPodReady(KubeObject pod) => Conditions.Has(pod, "Ready", "True");

    private static ReadinessVerdict Claim(KubeObject found)
    {
        var phase = found.GetString("status", "phase");
        return phase == "Bound"
            ? ReadinessVerdict.Ready
            : ReadinessVerdict.NotReady(found, $"its phase is {phase ?? "unknown"}, not Bound");
    }

    private static ReadinessVerdict Service(KubeObject found)
    {
        var type = found.GetString("spec", "type");
        if (type == "ExternalName")
        {
            return ReadinessVerdict.Ready;
        }

        if (string.IsNullOrEmpty(found.GetString("spec", "clusterIP")))
        {
            return ReadinessVerdict.NotReady(found, "it has no cluster IP");
        }

        // An external IP is enough, whatever the load balancer does.
        return
            type != "LoadBalancer"
            || found.Items("spec", "externalIPs").Any()
            || found.Find("status", "loadBalancer", "ingress") is { ValueKind: JsonValueKind.Array }
            ? ReadinessVerdict.Ready
            : ReadinessVerdict.NotReady(found, "its load balancer has no address");
    }

    /// <summary>One whose names another has taken counts as ready for Helm: it is not the wait's affair to fail for that.</summary>
    private static ReadinessVerdict Definition(KubeObject found) =>
        Conditions.Has(found, "Established", "True") || Conditions.Has(found, "NamesAccepted", "False")
            ? ReadinessVerdict.Ready
            : ReadinessVerdict.NotReady(found, "it is not established");

    private static ReadinessVerdict Job(KubeObject found)
    {
        var failed = found.GetNumber("status", "failed") ?? 0;
        var limit = found.GetNumber("spec", "backoffLimit") ?? 6;
        if (failed > limit)
        {
            return ReadinessVerdict.Failed(
                $"{failed} of its Pods failed, its backoffLimit is {limit}{Conditions.Unmet(found)}"
            );
        }

        var done = found.GetNumber("status", "succeeded") ?? 0;
        if (found.GetNumber("spec", "completions") is not { } wanted || done >= wanted)
        {
            return ReadinessVerdict.Ready;
        }

        // Helm would wait on to the timeout for what can no longer come: a Job past its deadline, for one.
        return Conditions.Has(found, "Failed", "True")
            ? ReadinessVerdict.Failed($"it ended with {done} of {wanted} completions{Conditions.Unmet(found)}")
            : ReadinessVerdict.NotReady(found, $"{done} of {wanted} completions");
    }
}
