namespace ReleaseManager.Core.Import.Versions;

/// <summary>Kinds that went from version to version without a change of their members or defaults.</summary>
internal static class RenamedVersions
{
    private static readonly string[] Beta = ["v1beta1", "v1"];
    private static readonly string[] Alpha = ["v1alpha1", "v1beta1", "v1"];

    public static IEnumerable<VersionStep> Steps =>
        [
            .. VersionStep.Renamed("scheduling.k8s.io", Alpha, "PriorityClass"),
            .. VersionStep.Renamed("coordination.k8s.io", Beta, "Lease"),
            .. VersionStep.Renamed("apiregistration.k8s.io", Beta, "APIService"),
            .. VersionStep.Renamed("events.k8s.io", Beta, "Event"),
            .. VersionStep.Renamed("storage.k8s.io", Beta, "StorageClass", "CSIDriver", "CSINode"),
            .. VersionStep.Renamed(
                "storage.k8s.io",
                Alpha,
                "VolumeAttachment",
                "CSIStorageCapacity",
                "VolumeAttributesClass"
            ),
            .. VersionStep.Renamed("networking.k8s.io", Alpha, "IPAddress", "ServiceCIDR"),
            .. VersionStep.Renamed("certificates.k8s.io", ["v1alpha1", "v1beta1"], "ClusterTrustBundle"),
            VersionStep.Of("PodSecurityPolicy", "extensions/v1beta1", "policy/v1beta1"),
            VersionStep.Of("NetworkPolicy", "extensions/v1beta1", "networking.k8s.io/v1"),
            .. Custom,
        ];

    // Their definitions serve these versions side by side with the conversion strategy None.
    private static IEnumerable<VersionStep> Custom =>
        [
            .. VersionStep.Renamed(
                "gateway.networking.k8s.io",
                ["v1alpha2", "v1beta1", "v1"],
                "Gateway",
                "GatewayClass",
                "HTTPRoute"
            ),
            .. VersionStep.Renamed("gateway.networking.k8s.io", ["v1alpha2", "v1beta1"], "ReferenceGrant"),
            .. VersionStep.Renamed("gateway.networking.k8s.io", ["v1alpha2", "v1"], "GRPCRoute"),
            .. VersionStep.Renamed(
                "snapshot.storage.k8s.io",
                Beta,
                "VolumeSnapshot",
                "VolumeSnapshotClass",
                "VolumeSnapshotContent"
            ),
        ];
}
