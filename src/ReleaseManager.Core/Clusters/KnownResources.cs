namespace ReleaseManager.Core.Clusters;

/// <summary>Kinds that every cluster from Kubernetes 1.20 on serves, so that they need no discovery.</summary>
public static class KnownResources
{
    private static readonly string[] AllVerbs = ["create", "delete", "get", "list", "patch", "update", "watch"];

    /// <summary>v1 Secret.</summary>
    public static ApiResource Secrets { get; } = Core("Secret", "secrets", namespaced: true);

    /// <summary>v1 ConfigMap.</summary>
    public static ApiResource ConfigMaps { get; } = Core("ConfigMap", "configmaps", namespaced: true);

    /// <summary>v1 Namespace.</summary>
    public static ApiResource Namespaces { get; } = Core("Namespace", "namespaces", namespaced: false);

    /// <summary>v1 Pod.</summary>
    public static ApiResource Pods { get; } = Core("Pod", "pods", namespaced: true);

    /// <summary>v1 Node.</summary>
    public static ApiResource Nodes { get; } = Core("Node", "nodes", namespaced: false);

    /// <summary>v1 Service.</summary>
    public static ApiResource Services { get; } = Core("Service", "services", namespaced: true);

    /// <summary>v1 ServiceAccount.</summary>
    public static ApiResource ServiceAccounts { get; } = Core("ServiceAccount", "serviceaccounts", namespaced: true);

    /// <summary>batch/v1 Job.</summary>
    public static ApiResource Jobs { get; } = Of("batch", "v1", "Job", "jobs", namespaced: true);

    /// <summary>apps/v1 Deployment.</summary>
    public static ApiResource Deployments { get; } = Of("apps", "v1", "Deployment", "deployments", namespaced: true);

    /// <summary>apiextensions.k8s.io/v1 CustomResourceDefinition.</summary>
    public static ApiResource CustomResourceDefinitions { get; } =
        Of("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", namespaced: false);

    /// <summary>apps/v1 ReplicaSet.</summary>
    public static ApiResource ReplicaSets { get; } = Of("apps", "v1", "ReplicaSet", "replicasets", namespaced: true);

    /// <summary>apps/v1 StatefulSet.</summary>
    public static ApiResource StatefulSets { get; } = Of("apps", "v1", "StatefulSet", "statefulsets", namespaced: true);

    /// <summary>apps/v1 DaemonSet.</summary>
    public static ApiResource DaemonSets { get; } = Of("apps", "v1", "DaemonSet", "daemonsets", namespaced: true);

    /// <summary>v1 Event.</summary>
    public static ApiResource Events { get; } = Core("Event", "events", namespaced: true);

    /// <summary>coordination.k8s.io/v1 Lease.</summary>
    public static ApiResource Leases { get; } = Of("coordination.k8s.io", "v1", "Lease", "leases", namespaced: true);

    /// <summary>
    /// apiextensions.k8s.io/v1beta1 CustomResourceDefinition, served until Kubernetes 1.21: the only form in which a definition
    /// can be written that has no schema and keeps unknown fields everywhere.
    /// </summary>
    public static ApiResource CustomResourceDefinitionsBeta { get; } =
        CustomResourceDefinitions with
        {
            Version = "v1beta1",
        };

    /// <summary>The one of Secret, ConfigMap and ServiceAccount that the kind names.</summary>
    internal static ApiResource Referable(string kind) =>
        kind switch
        {
            "Secret" => Secrets,
            "ConfigMap" => ConfigMaps,
            "ServiceAccount" => ServiceAccounts,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No pod refers to that kind."),
        };

    private static ApiResource Core(string kind, string plural, bool namespaced) =>
        Of(string.Empty, "v1", kind, plural, namespaced);

    private static ApiResource Of(string group, string version, string kind, string plural, bool namespaced) =>
        new()
        {
            Group = group,
            Version = version,
            Kind = kind,
            Plural = plural,
            Namespaced = namespaced,
            Verbs = AllVerbs,
        };
}
