namespace ReleaseManager.Sandbox;

/// <summary>Sets of kinds to serve.</summary>
public static class SandboxKinds
{
    private static readonly string[] V1 = ["v1"];

    /// <summary>The kinds and versions of a current Kubernetes (1.34), as far as charts use them.</summary>
    public static IReadOnlyList<SandboxKind> Current { get; } =
    [
        .. Core(),
        .. Apps(),
        .. Batch(["v1"]),
        .. Autoscaling(["v2", "v1"]),
        .. Networking(["v1"]),
        .. Rbac(["v1"]),
        .. Policy(["v1"]),
        .. Storage(["v1"]),
        Cluster("scheduling.k8s.io", "PriorityClass", "priorityclasses", V1, "pc"),
        Space("coordination.k8s.io", "Lease", "leases", V1),
        .. Extensions(["v1"]),
        Space("discovery.k8s.io", "EndpointSlice", "endpointslices", V1),
        Space("events.k8s.io", "Event", "events", V1, "ev") with
        {
            StoredGroup = "",
        },
        .. Certificates(["v1"]),
        Cluster("node.k8s.io", "RuntimeClass", "runtimeclasses", V1),
        .. FlowControl(["v1"]),
    ];

    /// <summary>
    /// The kinds of Kubernetes 1.20: beta versions beside the stable ones, and what later releases removed
    /// (Ingress of <c>extensions</c>, PodSecurityPolicy, CronJob v1beta1, ...).
    /// </summary>
    public static IReadOnlyList<SandboxKind> Kubernetes120 { get; } =
    [
        .. Core(),
        .. Apps(),
        .. Batch(["v1", "v1beta1"]).Select(kind => Only(kind, kind.Kind == "CronJob" ? "v1beta1" : "v1")),
        .. Autoscaling(["v1", "v2beta2", "v2beta1"]),
        Space("extensions", "Ingress", "ingresses", ["v1beta1"], "ing") with
        {
            StoredGroup = "networking.k8s.io",
            Subresources = ["status"],
            CountsGenerations = true,
        },
        .. Networking(["v1", "v1beta1"]).Select(kind => kind.Kind == "NetworkPolicy" ? Only(kind, "v1") : kind),
        .. Rbac(["v1", "v1beta1"]),
        .. Policy(["v1beta1"]),
        Cluster("policy", "PodSecurityPolicy", "podsecuritypolicies", ["v1beta1"], "psp"),
        .. Storage(["v1", "v1beta1"]),
        Cluster("scheduling.k8s.io", "PriorityClass", "priorityclasses", ["v1", "v1beta1"], "pc"),
        Space("coordination.k8s.io", "Lease", "leases", ["v1", "v1beta1"]),
        .. Extensions(["v1", "v1beta1"]),
        Space("discovery.k8s.io", "EndpointSlice", "endpointslices", ["v1beta1"]),
        Space("events.k8s.io", "Event", "events", ["v1", "v1beta1"], "ev") with
        {
            StoredGroup = "",
        },
        .. Certificates(["v1", "v1beta1"]),
        Cluster("node.k8s.io", "RuntimeClass", "runtimeclasses", ["v1", "v1beta1"]),
        .. FlowControl(["v1beta1"]),
    ];

    /// <summary>The same kinds, but one of them served in exactly these versions; with none, not served at all.</summary>
    public static IReadOnlyList<SandboxKind> Serving(
        this IReadOnlyList<SandboxKind> kinds,
        string group,
        string kind,
        params string[] versions
    ) =>
        [
            .. kinds
                .Select(each => each.Group == group && each.Kind == kind ? each with { Versions = versions } : each)
                .Where(each => each.Versions.Count > 0),
        ];

    private static IEnumerable<SandboxKind> Core() =>
        [
            Cluster("", "Namespace", "namespaces", V1, "ns") with
            {
                Subresources = ["status", "finalize"],
            },
            Space("", "Secret", "secrets", V1),
            Space("", "ConfigMap", "configmaps", V1, "cm"),
            Space("", "Service", "services", V1, "svc") with
            {
                Subresources = ["status"],
            },
            Space("", "ServiceAccount", "serviceaccounts", V1, "sa") with
            {
                Subresources = ["token"],
            },
            Space("", "Pod", "pods", V1, "po") with
            {
                Subresources = ["status", "log", "eviction"],
            },
            Space("", "PersistentVolumeClaim", "persistentvolumeclaims", V1, "pvc") with
            {
                Subresources = ["status"],
            },
            Cluster("", "PersistentVolume", "persistentvolumes", V1, "pv") with
            {
                Subresources = ["status"],
            },
            Counted("", "ReplicationController", "replicationcontrollers", V1, "rc", "status", "scale"),
            Space("", "Endpoints", "endpoints", V1, "ep"),
            Space("", "Event", "events", V1, "ev"),
            Space("", "LimitRange", "limitranges", V1, "limits"),
            Space("", "ResourceQuota", "resourcequotas", V1, "quota") with
            {
                Subresources = ["status"],
            },
            Space("", "PodTemplate", "podtemplates", V1) with
            {
                CountsGenerations = true,
            },
            Cluster("", "Node", "nodes", V1, "no") with
            {
                Subresources = ["status"],
            },
        ];

    private static IEnumerable<SandboxKind> Apps() =>
        [
            Counted("apps", "Deployment", "deployments", V1, "deploy", "status", "scale"),
            Counted("apps", "StatefulSet", "statefulsets", V1, "sts", "status", "scale"),
            Counted("apps", "DaemonSet", "daemonsets", V1, "ds", "status"),
            Counted("apps", "ReplicaSet", "replicasets", V1, "rs", "status", "scale"),
            Space("apps", "ControllerRevision", "controllerrevisions", V1),
        ];

    private static IEnumerable<SandboxKind> Batch(string[] versions) =>
        [
            Counted("batch", "Job", "jobs", versions, null, "status"),
            Counted("batch", "CronJob", "cronjobs", versions, "cj", "status"),
        ];

    private static IEnumerable<SandboxKind> Autoscaling(string[] versions) =>
        [
            Space("autoscaling", "HorizontalPodAutoscaler", "horizontalpodautoscalers", versions, "hpa") with
            {
                Subresources = ["status"],
            },
        ];

    private static IEnumerable<SandboxKind> Networking(string[] versions) =>
        [
            Counted("networking.k8s.io", "Ingress", "ingresses", versions, "ing", "status"),
            Cluster("networking.k8s.io", "IngressClass", "ingressclasses", versions) with
            {
                CountsGenerations = true,
            },
            Counted("networking.k8s.io", "NetworkPolicy", "networkpolicies", versions, "netpol"),
        ];

    private static IEnumerable<SandboxKind> Rbac(string[] versions) =>
        [
            Cluster("rbac.authorization.k8s.io", "ClusterRole", "clusterroles", versions),
            Cluster("rbac.authorization.k8s.io", "ClusterRoleBinding", "clusterrolebindings", versions),
            Space("rbac.authorization.k8s.io", "Role", "roles", versions),
            Space("rbac.authorization.k8s.io", "RoleBinding", "rolebindings", versions),
        ];

    private static IEnumerable<SandboxKind> Policy(string[] versions) =>
        [Counted("policy", "PodDisruptionBudget", "poddisruptionbudgets", versions, "pdb", "status")];

    private static IEnumerable<SandboxKind> Storage(string[] versions) =>
        [
            Cluster("storage.k8s.io", "StorageClass", "storageclasses", versions, "sc"),
            Cluster("storage.k8s.io", "VolumeAttachment", "volumeattachments", versions) with
            {
                Subresources = ["status"],
            },
            Cluster("storage.k8s.io", "CSIDriver", "csidrivers", versions),
            Cluster("storage.k8s.io", "CSINode", "csinodes", versions),
        ];

    private static IEnumerable<SandboxKind> Extensions(string[] versions) =>
        [
            Cluster(
                "apiextensions.k8s.io",
                "CustomResourceDefinition",
                "customresourcedefinitions",
                versions,
                "crd",
                "crds"
            ) with
            {
                Subresources = ["status"],
                CountsGenerations = true,
            },
            Cluster("apiregistration.k8s.io", "APIService", "apiservices", versions) with
            {
                Subresources = ["status"],
            },
            Cluster(
                "admissionregistration.k8s.io",
                "MutatingWebhookConfiguration",
                "mutatingwebhookconfigurations",
                versions
            ) with
            {
                CountsGenerations = true,
            },
            Cluster(
                "admissionregistration.k8s.io",
                "ValidatingWebhookConfiguration",
                "validatingwebhookconfigurations",
                versions
            ) with
            {
                CountsGenerations = true,
            },
        ];

    private static IEnumerable<SandboxKind> Certificates(string[] versions) =>
        [
            Cluster(
                "certificates.k8s.io",
                "CertificateSigningRequest",
                "certificatesigningrequests",
                versions,
                "csr"
            ) with
            {
                Subresources = ["status", "approval"],
            },
        ];

    private static IEnumerable<SandboxKind> FlowControl(string[] versions) =>
        [
            Cluster("flowcontrol.apiserver.k8s.io", "FlowSchema", "flowschemas", versions) with
            {
                Subresources = ["status"],
            },
            Cluster(
                "flowcontrol.apiserver.k8s.io",
                "PriorityLevelConfiguration",
                "prioritylevelconfigurations",
                versions
            ) with
            {
                Subresources = ["status"],
            },
        ];

    private static SandboxKind Only(SandboxKind kind, string version) => kind with { Versions = [version] };

    private static SandboxKind Space(
        string group,
        string kind,
        string plural,
        string[] versions,
        params string[] shortNames
    ) =>
        new()
        {
            Group = group,
            Kind = kind,
            Plural = plural,
            Namespaced = true,
            Versions = versions,
            ShortNames = shortNames,
        };

    private static SandboxKind Cluster(
        string group,
        string kind,
        string plural,
        string[] versions,
        params string[] shortNames
    ) => Space(group, kind, plural, versions, shortNames) with { Namespaced = false };

    private static SandboxKind Counted(
        string group,
        string kind,
        string plural,
        string[] versions,
        string? shortName,
        params string[] subresources
    ) =>
        Space(group, kind, plural, versions, shortName is null ? [] : [shortName]) with
        {
            Subresources = subresources,
            CountsGenerations = true,
        };
}
