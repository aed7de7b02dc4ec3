using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ReleaseManager.Lab.Versions;

internal static class OracleCases
{
    public static IEnumerable<OracleCase> All =>
        [
            new(
                "Ingress of extensions",
                "networking.k8s.io/v1",
                """
                apiVersion: extensions/v1beta1
                kind: Ingress
                metadata: {name: NAME-first, annotations: {kubernetes.io/ingress.class: nginx}}
                spec:
                  backend: {serviceName: fallback, servicePort: 80}
                  tls: [{hosts: [web.example], secretName: cert}]
                  rules:
                  - host: web.example
                    http:
                      paths:
                      - {path: /, backend: {serviceName: web, servicePort: http}}
                      - {path: /b, pathType: Prefix, backend: {serviceName: web, servicePort: 8080}}
                      - {backend: {resource: {apiGroup: acme.example, kind: Bucket, name: files}}}
                  - host: plain.example
                """
            ),
            new(
                "Ingress",
                "networking.k8s.io/v1",
                """
                apiVersion: networking.k8s.io/v1beta1
                kind: Ingress
                metadata: {name: NAME-second}
                spec: {ingressClassName: nginx, backend: {resource: {apiGroup: acme.example, kind: Bucket, name: files}}}
                """
            ),
            new(
                "IngressClass",
                "networking.k8s.io/v1",
                """
                apiVersion: networking.k8s.io/v1beta1
                kind: IngressClass
                metadata: {name: NAME}
                spec: {controller: acme.example/NAME, parameters: {apiGroup: acme.example, kind: Settings, name: s}}
                """
            ),
            new(
                "autoscaler with all sources of metrics",
                "autoscaling/v2beta2",
                """
                apiVersion: autoscaling/v2beta1
                kind: HorizontalPodAutoscaler
                metadata: {name: NAME}
                spec:
                  maxReplicas: 9
                  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
                  metrics:
                  - {type: Resource, resource: {name: cpu, targetAverageUtilization: 70}}
                  - {type: Resource, resource: {name: memory, targetAverageValue: 1Gi}}
                  - {type: Pods, pods: {metricName: packets, targetAverageValue: 1k, selector: {matchLabels: {a: b}}}}
                  - {type: External, external: {metricName: queue, metricSelector: {matchLabels: {q: w}}, targetAverageValue: "30"}}
                  - {type: External, external: {metricName: queue, targetValue: "30"}}
                  - {type: Object, object: {metricName: hits, targetValue: 2k, target: {apiVersion: networking.k8s.io/v1, kind: Ingress, name: web}}}
                  - {type: Object, object: {metricName: hits, targetValue: 2k, averageValue: "5", selector: {matchLabels: {a: b}}, target: {kind: Service, name: web}}}
                """
            ),
            new(
                "autoscaler without metrics",
                "autoscaling/v2beta2",
                "{apiVersion: autoscaling/v2beta1, kind: HorizontalPodAutoscaler, metadata: {name: NAME-plain}, spec: {maxReplicas: 2, scaleTargetRef: {kind: Deployment, name: web, apiVersion: apps/v1}}}"
            ),
            new(
                "CronJob",
                "batch/v1beta1",
                """
                apiVersion: batch/v2alpha1
                kind: CronJob
                metadata: {name: NAME}
                spec:
                  schedule: "5 4 * * *"
                  suspend: true
                  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}}
                """
            ),
            new(
                "validating webhooks",
                "admissionregistration.k8s.io/v1",
                """
                apiVersion: admissionregistration.k8s.io/v1beta1
                kind: ValidatingWebhookConfiguration
                metadata: {name: NAME}
                webhooks:
                - name: a.acme.example
                  sideEffects: None
                  clientConfig: {service: {name: s, namespace: default}}
                  rules: [{apiGroups: [nowhere.example], apiVersions: [v1], operations: [CREATE], resources: [things]}]
                - name: b.acme.example
                  clientConfig: {url: "https://127.0.0.1/x"}
                """,
                "webhooks[1].sideEffects"
            ),
            new(
                "mutating webhooks",
                "admissionregistration.k8s.io/v1",
                """
                apiVersion: admissionregistration.k8s.io/v1beta1
                kind: MutatingWebhookConfiguration
                metadata: {name: NAME}
                webhooks:
                - {name: a.acme.example, sideEffects: NoneOnDryRun, failurePolicy: Fail, timeoutSeconds: 3, reinvocationPolicy: IfNeeded, clientConfig: {url: "https://127.0.0.1/x"}}
                """
            ),
            new(
                "definition with structural schemas",
                "apiextensions.k8s.io/v1",
                """
                apiVersion: apiextensions.k8s.io/v1beta1
                kind: CustomResourceDefinition
                metadata: {name: widgets.NAME.acme.example}
                spec:
                  group: NAME.acme.example
                  preserveUnknownFields: false
                  names: {kind: Widget, plural: widgets}
                  versions: [{name: v1, served: true, storage: true}, {name: v1beta1, served: false, storage: false}]
                  subresources: {status: {}, scale: {specReplicasPath: .spec.size, statusReplicasPath: .status.size}}
                  additionalPrinterColumns: [{name: Size, type: integer, JSONPath: .spec.size}]
                  validation:
                    openAPIV3Schema:
                      type: object
                      properties:
                        spec: {type: object, properties: {size: {type: integer}, port: {x-kubernetes-int-or-string: true}}, anyOf: [{required: [size]}, {required: [port]}]}
                  conversion: {strategy: Webhook, webhookClientConfig: {service: {name: s, namespace: default}}}
                """
            ),
            new(
                "definition of a group that belongs to Kubernetes",
                "apiextensions.k8s.io/v1",
                """
                apiVersion: apiextensions.k8s.io/v1beta1
                kind: CustomResourceDefinition
                metadata: {name: widgets.NAME.k8s.io}
                spec:
                  group: NAME.k8s.io
                  version: v1
                  preserveUnknownFields: false
                  names: {kind: Widget, plural: widgets}
                  validation: {openAPIV3Schema: {type: object}}
                """,
                "metadata.annotations"
            ),
            new(
                "role binding of the first version",
                "rbac.authorization.k8s.io/v1",
                """
                apiVersion: rbac.authorization.k8s.io/v1alpha1
                kind: ClusterRoleBinding
                metadata: {name: NAME}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                subjects:
                - {kind: ServiceAccount, apiVersion: v1, name: s, namespace: default}
                - {kind: User, name: anna}
                - {kind: User, name: "*"}
                - {kind: Group, name: ops}
                """
            ),
            new(
                "role binding",
                "rbac.authorization.k8s.io/v1",
                "{apiVersion: rbac.authorization.k8s.io/v1beta1, kind: RoleBinding, metadata: {name: NAME}, roleRef: {kind: ClusterRole, name: view}, subjects: [{kind: ServiceAccount, name: s, namespace: default}, {kind: User, name: a}]}"
            ),
            new(
                "role",
                "rbac.authorization.k8s.io/v1",
                "{apiVersion: rbac.authorization.k8s.io/v1beta1, kind: ClusterRole, metadata: {name: NAME}, rules: [{apiGroups: ['*'], resources: [pods], verbs: [get]}]}"
            ),
            new(
                "PriorityClass",
                "scheduling.k8s.io/v1",
                "{apiVersion: scheduling.k8s.io/v1alpha1, kind: PriorityClass, metadata: {name: NAME}, value: 1000, description: d}"
            ),
            new(
                "StorageClass",
                "storage.k8s.io/v1",
                "{apiVersion: storage.k8s.io/v1beta1, kind: StorageClass, metadata: {name: NAME}, provisioner: a.b/c, parameters: {a: b}}"
            ),
            new(
                "CSIDriver",
                "storage.k8s.io/v1",
                "{apiVersion: storage.k8s.io/v1beta1, kind: CSIDriver, metadata: {name: NAME.acme.example}, spec: {podInfoOnMount: true}}"
            ),
            new(
                "CSINode",
                "storage.k8s.io/v1",
                "{apiVersion: storage.k8s.io/v1beta1, kind: CSINode, metadata: {name: NAME}, spec: {drivers: [{name: a, nodeID: b, topologyKeys: [c]}]}}"
            ),
            new(
                "VolumeAttachment",
                "storage.k8s.io/v1",
                "{apiVersion: storage.k8s.io/v1alpha1, kind: VolumeAttachment, metadata: {name: NAME}, spec: {attacher: a.b, nodeName: node, source: {persistentVolumeName: v}}}"
            ),
            new(
                "Lease",
                "coordination.k8s.io/v1",
                "{apiVersion: coordination.k8s.io/v1beta1, kind: Lease, metadata: {name: NAME}, spec: {holderIdentity: me, leaseDurationSeconds: 3, renewTime: '2020-01-02T03:04:05.000006Z'}}"
            ),
            new(
                "APIService",
                "apiregistration.k8s.io/v1",
                "{apiVersion: apiregistration.k8s.io/v1beta1, kind: APIService, metadata: {name: v1.NAME.acme.test}, spec: {group: NAME.acme.test, version: v1, groupPriorityMinimum: 10, versionPriority: 10, insecureSkipTLSVerify: true, service: {name: s, namespace: default}}}"
            ),
            new(
                "RuntimeClass of the first version",
                "node.k8s.io/v1",
                "{apiVersion: node.k8s.io/v1alpha1, kind: RuntimeClass, metadata: {name: NAME}, spec: {runtimeHandler: runsc, overhead: {podFixed: {cpu: 10m}}, scheduling: {nodeSelector: {a: b}}}}"
            ),
            new(
                "RuntimeClass",
                "node.k8s.io/v1",
                "{apiVersion: node.k8s.io/v1beta1, kind: RuntimeClass, metadata: {name: NAME-second}, handler: runsc}"
            ),
            new(
                "event",
                "events.k8s.io/v1",
                "{apiVersion: events.k8s.io/v1beta1, kind: Event, metadata: {name: NAME}, eventTime: '2020-01-02T03:04:05.000006Z', reportingController: a.b/c, reportingInstance: i, action: A, reason: R, type: Normal, regarding: {kind: Pod, name: p, namespace: default}}"
            ),
            new(
                "FlowSchema",
                "flowcontrol.apiserver.k8s.io/v1beta1",
                "{apiVersion: flowcontrol.apiserver.k8s.io/v1alpha1, kind: FlowSchema, metadata: {name: NAME}, spec: {priorityLevelConfiguration: {name: global-default}, distinguisherMethod: {type: ByUser}}}"
            ),
            new(
                "PriorityLevelConfiguration",
                "flowcontrol.apiserver.k8s.io/v1beta1",
                "{apiVersion: flowcontrol.apiserver.k8s.io/v1alpha1, kind: PriorityLevelConfiguration, metadata: {name: NAME}, spec: {type: Limited, limited: {limitResponse: {type: Reject}}}}"
            ),
            new(
                "request for a certificate",
                "certificates.k8s.io/v1",
                $"{{apiVersion: certificates.k8s.io/v1beta1, kind: CertificateSigningRequest, metadata: {{name: NAME}}, spec: {{signerName: acme.example/s, request: {Request()}}}}}"
            ),
        ];

    private static string Request()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=lab", key, HashAlgorithmName.SHA256);
        return Convert.ToBase64String(Encoding.ASCII.GetBytes(request.CreateSigningRequestPem()));
    }
}
