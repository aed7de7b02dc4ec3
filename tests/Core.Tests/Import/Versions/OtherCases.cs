namespace ReleaseManager.Core.Tests.Import.Versions;

internal static class OtherCases
{
    public static IEnumerable<VersionCase> All =>
        [
            new(
                "a RuntimeClass that still had a spec",
                "{apiVersion: node.k8s.io/v1alpha1, kind: RuntimeClass, metadata: {name: r}, spec: {runtimeHandler: runsc, overhead: {podFixed: {cpu: 1}}, scheduling: {nodeSelector: {a: b}}}}",
                "{apiVersion: node.k8s.io/v1, kind: RuntimeClass, metadata: {name: r}, handler: runsc, overhead: {podFixed: {cpu: 1}}, scheduling: {nodeSelector: {a: b}}}"
            ),
            new(
                "a request for a certificate",
                "{apiVersion: certificates.k8s.io/v1beta1, kind: CertificateSigningRequest, metadata: {name: r}, spec: {request: YQ==, signerName: acme.example/s}}",
                "{apiVersion: certificates.k8s.io/v1, kind: CertificateSigningRequest, metadata: {name: r}, spec: {request: YQ==, signerName: acme.example/s, usages: [digital signature, key encipherment]}}"
            ),
            new(
                "a question about rights",
                "{apiVersion: authorization.k8s.io/v1beta1, kind: SubjectAccessReview, metadata: {name: r}, spec: {user: a, group: [g]}}",
                "{apiVersion: authorization.k8s.io/v1, kind: SubjectAccessReview, metadata: {name: r}, spec: {user: a, groups: [g]}}"
            ),
            new(
                "a claim of devices",
                """
                apiVersion: resource.k8s.io/v1beta1
                kind: ResourceClaimTemplate
                metadata: {name: c}
                spec:
                  spec:
                    devices:
                      requests:
                      - {name: one, deviceClassName: gpu.acme.example, count: 2, allocationMode: ExactCount}
                      - {name: any, firstAvailable: [{name: a, deviceClassName: gpu.acme.example}]}
                      constraints: [{requests: [one], matchAttribute: a.b/c}]
                """,
                """
                apiVersion: resource.k8s.io/v1
                kind: ResourceClaimTemplate
                metadata: {name: c}
                spec:
                  spec:
                    devices:
                      requests:
                      - {name: one, exactly: {deviceClassName: gpu.acme.example, count: 2, allocationMode: ExactCount}}
                      - {name: any, firstAvailable: [{name: a, deviceClassName: gpu.acme.example}]}
                      constraints: [{requests: [one], matchAttribute: a.b/c}]
                """
            ),
            Renamed("scheduling.k8s.io", "PriorityClass", "v1alpha1"),
            Renamed("storage.k8s.io", "StorageClass", "v1beta1"),
            Renamed("storage.k8s.io", "CSIDriver", "v1beta1"),
            Renamed("storage.k8s.io", "CSINode", "v1beta1"),
            Renamed("storage.k8s.io", "VolumeAttachment", "v1alpha1"),
            Renamed("storage.k8s.io", "CSIStorageCapacity", "v1beta1"),
            Renamed("coordination.k8s.io", "Lease", "v1beta1"),
            Renamed("apiregistration.k8s.io", "APIService", "v1beta1"),
            Renamed("events.k8s.io", "Event", "v1beta1"),
            Renamed("snapshot.storage.k8s.io", "VolumeSnapshot", "v1beta1"),
        ];

    private static VersionCase Renamed(string group, string kind, string old) =>
        new(
            $"a {kind} that only changed the name of its version",
            $"{{apiVersion: {group}/{old}, kind: {kind}, metadata: {{name: x}}, spec: {{a: 1.0}}, value: 1000}}",
            $"{{apiVersion: {group}/v1, kind: {kind}, metadata: {{name: x}}, spec: {{a: 1.0}}, value: 1000}}"
        );
}
