namespace ReleaseManager.Core.Clusters.Readiness;

/// <summary>A kind that has a rule of its own: how it is read, and what has to be read beside it.</summary>
/// <param name="Resource">The version in which Helm reads it, whatever version the manifest names.</param>
/// <param name="Dependents">The kind of the objects that the rule looks at too; null for none.</param>
internal sealed record ReadinessKind(ApiResource Resource, ApiResource? Dependents)
{
    /// <param name="jobs">Whether Jobs are waited for.</param>
    /// <returns>Null where an object of this kind is ready once it is there.</returns>
    public static ReadinessKind? Of(ApiResource resource, bool jobs) =>
        (resource.Group, resource.Kind) switch
        {
            ("", "Pod" or "PersistentVolumeClaim" or "Service") => new(resource, null),
            ("", "ReplicationController") => new(resource, KnownResources.Pods),
            ("apps" or "extensions", "Deployment") => new(KnownResources.Deployments, KnownResources.ReplicaSets),
            ("apps" or "extensions", "ReplicaSet") => new(KnownResources.ReplicaSets, KnownResources.Pods),
            ("apps" or "extensions", "DaemonSet") => new(KnownResources.DaemonSets, null),
            ("apps", "StatefulSet") => new(KnownResources.StatefulSets, null),
            ("apiextensions.k8s.io", "CustomResourceDefinition") => new(resource, null),
            ("batch", "Job") when jobs => new(resource, null),
            _ => null,
        };
}
