using ReleaseManager.Core.Clusters;

namespace ReleaseManager.Core.Import.Versions;

/// <summary>
/// The versions that Kubernetes has removed since its early days, each with the one that followed it, and the kinds that have no
/// successor. After Kubernetes' "Deprecated API Migration Guide", and the conversions and defaults of its <c>pkg/apis</c>.
/// </summary>
internal static class VersionTable
{
    private static readonly Dictionary<ResourceKind, string> Gone = new()
    {
        [ResourceKind.Of("policy/v1beta1", "PodSecurityPolicy")] =
            "PodSecurityPolicy has no successor since Kubernetes 1.25: what it forbade is allowed, unless labels of the namespace (pod-security.kubernetes.io/enforce) or a policy engine forbid it",
        [ResourceKind.Of("settings.k8s.io/v1alpha1", "PodPreset")] =
            "PodPreset has no successor since Kubernetes 1.20: what it put into Pods is missing there",
        [ResourceKind.Of("auditregistration.k8s.io/v1alpha1", "AuditSink")] =
            "AuditSink has no successor since Kubernetes 1.19: audit backends are set by flags of the API server",
        [ResourceKind.Of("networking.k8s.io/v1alpha1", "ClusterCIDR")] =
            "ClusterCIDR has no successor since Kubernetes 1.30: ranges of addresses are set up with the cluster's network",
        [ResourceKind.Of("resource.k8s.io/v1alpha1", "PodScheduling")] = NoScheduling,
        [ResourceKind.Of("resource.k8s.io/v1alpha2", "PodSchedulingContext")] = NoScheduling,
        [ResourceKind.Of("resource.k8s.io/v1alpha3", "PodSchedulingContext")] = NoScheduling,
    };

    private const string NoScheduling =
        "it was a message between scheduler and drivers and has no successor since Kubernetes 1.32";

    private static readonly Dictionary<ResourceKind, VersionStep> Next = All.ToDictionary(step => step.From);

    /// <summary>Every step; from each version there is one at most.</summary>
    public static IEnumerable<VersionStep> All =>
        [
            .. RenamedVersions.Steps,
            .. WorkloadVersions.Steps,
            .. IngressVersions.Steps,
            .. CronJobVersions.Steps,
            .. AutoscalerVersions.Steps,
            .. DisruptionBudgetVersions.Steps,
            .. DefinitionVersions.Steps,
            .. WebhookVersions.Steps,
            .. AdmissionPolicyVersions.Steps,
            .. RoleVersions.Steps,
            .. FlowControlVersions.Steps,
            .. EndpointSliceVersions.Steps,
            .. RuntimeClassVersions.Steps,
            .. SigningRequestVersions.Steps,
            .. ReviewVersions.Steps,
            .. DeviceVersions.Steps,
        ];

    /// <summary>The kinds that have no successor.</summary>
    public static IEnumerable<ResourceKind> Dropped => Gone.Keys;

    /// <summary>What followed a version, the oldest first.</summary>
    public static IEnumerable<ResourceKind> Successors(ResourceKind kind)
    {
        for (var at = Next.GetValueOrDefault(kind); at is not null; at = Next.GetValueOrDefault(at.To))
        {
            yield return at.To;
        }
    }

    /// <summary>The steps from a version to one of its successors; none from a version to itself.</summary>
    public static IEnumerable<VersionStep> Path(ResourceKind from, ResourceKind to)
    {
        for (var at = from; at != to; at = Next[at].To)
        {
            yield return Next[at];
        }
    }

    /// <summary>Why nothing takes the place of a kind; null where it is not known to be gone.</summary>
    public static string? ReasonToDrop(ResourceKind kind) => Gone.GetValueOrDefault(kind);
}
