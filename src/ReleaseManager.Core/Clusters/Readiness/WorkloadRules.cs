namespace ReleaseManager.Core.Clusters.Readiness;

/// <summary>When kinds that make Pods are ready (Helm 3: pkg/kube/ready.go).</summary>
internal static class WorkloadRules
{
    private const string RollingUpdate = "RollingUpdate";

    /// <param name="replicaSets">At least those of the Deployment.</param>
    public static ReadinessVerdict Deployment(KubeObject found, IEnumerable<KubeObject> replicaSets)
    {
        // Helm waits with PausedAsReady: nothing will happen before somebody resumes it.
        if (found.IsTrue("spec", "paused"))
        {
            return ReadinessVerdict.Ready;
        }

        if (NewReplicaSet.Find(found, replicaSets) is not { } current)
        {
            return ReadinessVerdict.NotReady(found, "there is no ReplicaSet of its current template yet");
        }

        if (Unobserved(current) is { } setLate)
        {
            return ReadinessVerdict.NotReady(found, $"ReplicaSet {current.Name}: {setLate}");
        }

        if (Unobserved(found) is { } late)
        {
            return ReadinessVerdict.NotReady(found, late);
        }

        var replicas = found.GetNumber("spec", "replicas") ?? 1;
        var needed = replicas - MaxUnavailable(found, replicas);
        var ready = current.GetNumber("status", "readyReplicas") ?? 0;
        return ready >= needed
            ? ReadinessVerdict.Ready
            : ReadinessVerdict.NotReady(
                found,
                needed == replicas
                    ? $"{ready} of {replicas} replicas ready"
                    : $"{ready} of {replicas} replicas ready, {needed} needed"
            );
    }

    public static ReadinessVerdict StatefulSet(KubeObject found)
    {
        if (Unobserved(found) is { } late)
        {
            return ReadinessVerdict.NotReady(found, late);
        }

        if (found.GetString("spec", "updateStrategy", "type") != RollingUpdate)
        {
            return ReadinessVerdict.Ready;
        }

        var replicas = found.GetNumber("spec", "replicas") ?? 1;
        var partition = found.GetNumber("spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
        var updated = found.GetNumber("status", "updatedReplicas") ?? 0;
        var ready = found.GetNumber("status", "readyReplicas") ?? 0;
        if (updated < replicas - partition)
        {
            return ReadinessVerdict.NotReady(
                found,
                $"{updated} of {replicas - partition} replicas of its current template"
            );
        }

        if (ready != replicas)
        {
            return ReadinessVerdict.NotReady(found, $"{ready} of {replicas} replicas ready");
        }

        var old = found.GetString("status", "currentRevision");
        var wanted = found.GetString("status", "updateRevision");
        return partition == 0 && old != wanted
            ? ReadinessVerdict.NotReady(found, $"its revision is {old} and shall be {wanted}")
            : ReadinessVerdict.Ready;
    }

    public static ReadinessVerdict DaemonSet(KubeObject found)
    {
        if (Unobserved(found) is { } late)
        {
            return ReadinessVerdict.NotReady(found, late);
        }

        if (found.GetString("spec", "updateStrategy", "type") != RollingUpdate)
        {
            return ReadinessVerdict.Ready;
        }

        var desired = found.GetNumber("status", "desiredNumberScheduled") ?? 0;
        var updated = found.GetNumber("status", "updatedNumberScheduled") ?? 0;
        if (updated != desired)
        {
            return ReadinessVerdict.NotReady(found, $"{updated} of {desired} Pods of its current template scheduled");
        }

        var rolling = found.Find("spec", "updateStrategy", "rollingUpdate", "maxUnavailable");
        var needed = desired - (ScaledNumber.Of(rolling, desired, roundUp: true) ?? desired);
        var ready = found.GetNumber("status", "numberReady") ?? 0;
        return ready >= needed
            ? ReadinessVerdict.Ready
            : ReadinessVerdict.NotReady(found, $"{ready} of {desired} Pods ready, {needed} needed");
    }

    /// <summary>A ReplicaSet or ReplicationController: each Pod that is there has to be ready; how many there are does not count.</summary>
    /// <param name="pods">At least those that its selector means.</param>
    public static ReadinessVerdict OfPods(KubeObject found, IEnumerable<KubeObject> pods)
    {
        if (Unobserved(found) is { } late)
        {
            return ReadinessVerdict.NotReady(found, late);
        }

        var selector = LabelSelector.Of(found);
        var unready = pods.FirstOrDefault(pod => selector.Matches(pod.Labels) && !ReadinessRules.IsPodReady(pod));
        return unready is null
            ? ReadinessVerdict.Ready
            : ReadinessVerdict.NotReady(found, $"Pod {unready.Name} is not ready{Conditions.Unmet(unready)}");
    }

    private static string? Unobserved(KubeObject found)
    {
        var generation = found.GetNumber("metadata", "generation") ?? 0;
        var observed = found.GetNumber("status", "observedGeneration") ?? 0;
        return observed == generation
            ? null
            : $"its controller has not looked at generation {generation} yet, the last was {observed}";
    }

    /// <summary>How many of a rolling Deployment's Pods may be missing (deploymentutil MaxUnavailable, ResolveFenceposts).</summary>
    private static long MaxUnavailable(KubeObject deployment, long replicas)
    {
        if (deployment.GetString("spec", "strategy", "type") != RollingUpdate || replicas == 0)
        {
            return 0;
        }

        var surge = ScaledNumber.Of(
            deployment.Find("spec", "strategy", "rollingUpdate", "maxSurge"),
            replicas,
            roundUp: true
        );
        var unavailable = ScaledNumber.Of(
            deployment.Find("spec", "strategy", "rollingUpdate", "maxUnavailable"),
            replicas,
            roundUp: false
        );
        return (surge, unavailable) switch
        {
            (null, _) or (_, null) => 0,
            (0, 0) => Math.Min(1, replicas),
            _ => Math.Min(unavailable.Value, replicas),
        };
    }
}
