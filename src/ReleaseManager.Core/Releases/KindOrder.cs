namespace ReleaseManager.Core.Releases;

/// <summary>The orders in which Helm sorts objects by kind (Helm 4's <c>kind_sorter.go</c>).</summary>
public static class KindOrder
{
    /// <summary>The order of a manifest's documents and of a record's hooks.</summary>
    public static IReadOnlyList<string> InstallOrder { get; } =
    [
        "PriorityClass",
        "Namespace",
        "NetworkPolicy",
        "ResourceQuota",
        "LimitRange",
        "PodSecurityPolicy",
        "PodDisruptionBudget",
        "ServiceAccount",
        "Secret",
        "SecretList",
        "ConfigMap",
        "StorageClass",
        "PersistentVolume",
        "PersistentVolumeClaim",
        "CustomResourceDefinition",
        "ClusterRole",
        "ClusterRoleList",
        "ClusterRoleBinding",
        "ClusterRoleBindingList",
        "Role",
        "RoleList",
        "RoleBinding",
        "RoleBindingList",
        "Service",
        "DaemonSet",
        "Pod",
        "ReplicationController",
        "ReplicaSet",
        "Deployment",
        "HorizontalPodAutoscaler",
        "StatefulSet",
        "Job",
        "CronJob",
        "IngressClass",
        "Ingress",
        "APIService",
        "MutatingWebhookConfiguration",
        "ValidatingWebhookConfiguration",
    ];

    /// <summary>The order in which Helm deletes the objects of a release.</summary>
    public static IReadOnlyList<string> UninstallOrder { get; } =
    [
        "ValidatingWebhookConfiguration",
        "MutatingWebhookConfiguration",
        "APIService",
        "Ingress",
        "IngressClass",
        "Service",
        "CronJob",
        "Job",
        "StatefulSet",
        "HorizontalPodAutoscaler",
        "Deployment",
        "ReplicaSet",
        "ReplicationController",
        "Pod",
        "DaemonSet",
        "RoleBindingList",
        "RoleBinding",
        "RoleList",
        "Role",
        "ClusterRoleBindingList",
        "ClusterRoleBinding",
        "ClusterRoleList",
        "ClusterRole",
        "CustomResourceDefinition",
        "PersistentVolumeClaim",
        "PersistentVolume",
        "StorageClass",
        "ConfigMap",
        "SecretList",
        "Secret",
        "ServiceAccount",
        "PodDisruptionBudget",
        "PodSecurityPolicy",
        "LimitRange",
        "ResourceQuota",
        "NetworkPolicy",
        "Namespace",
        "PriorityClass",
    ];

    private static readonly Dictionary<string, int> InstallRanks = Ranks(InstallOrder);
    private static readonly Dictionary<string, int> UninstallRanks = Ranks(UninstallOrder);

    /// <summary>Compares two kinds by <see cref="InstallOrder"/>; unknown kinds come last, by name.</summary>
    public static int Compare(string first, string second) => CompareBy(InstallRanks, first, second);

    /// <summary>Objects in the order in which Helm deletes them, those of one kind together.</summary>
    public static IEnumerable<IReadOnlyList<ManifestObject>> ForUninstall(IEnumerable<ManifestObject> objects) =>
        objects
            .GroupBy(item => item.Kind, StringComparer.Ordinal)
            .OrderBy(group => group.Key, Comparer<string>.Create(CompareForUninstall))
            .Select(group => (IReadOnlyList<ManifestObject>)[.. group]);

    /// <summary>Compares two kinds by <see cref="UninstallOrder"/>; unknown kinds come last, by name.</summary>
    public static int CompareForUninstall(string first, string second) => CompareBy(UninstallRanks, first, second);

    private static int CompareBy(Dictionary<string, int> ranks, string first, string second)
    {
        var known = ranks.TryGetValue(first, out var firstRank);
        var secondKnown = ranks.TryGetValue(second, out var secondRank);
        return (known, secondKnown) switch
        {
            (true, true) => firstRank.CompareTo(secondRank),
            (true, false) => -1,
            (false, true) => 1,
            _ => GoText.Compare(first, second),
        };
    }

    private static Dictionary<string, int> Ranks(IReadOnlyList<string> order) =>
        order.Select((kind, rank) => (kind, rank)).ToDictionary(one => one.kind, one => one.rank);
}
