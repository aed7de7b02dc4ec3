namespace ReleaseManager.Core.Tests.Import.Versions;

internal static class DefinitionCases
{
    public static IEnumerable<VersionCase> All =>
        [
            new(
                "a definition of one version without a schema",
                """
                apiVersion: apiextensions.k8s.io/v1beta1
                kind: CustomResourceDefinition
                metadata: {name: widgets.acme.example}
                spec: {group: acme.example, version: v1alpha1, names: {kind: Widget, plural: widgets}}
                """,
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: widgets.acme.example}
                spec:
                  group: acme.example
                  scope: Namespaced
                  names: {kind: Widget, plural: widgets}
                  versions:
                  - name: v1alpha1
                    served: true
                    storage: true
                    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                """
            ),
            new(
                "a definition whose versions share schema, columns and subresources",
                """
                apiVersion: apiextensions.k8s.io/v1beta1
                kind: CustomResourceDefinition
                metadata: {name: widgets.acme.example}
                spec:
                  group: acme.example
                  version: v1
                  scope: Cluster
                  preserveUnknownFields: false
                  names: {kind: Widget, plural: widgets}
                  versions: [{name: v1, served: true, storage: true}, {name: v1beta1, served: false, storage: false}]
                  subresources: {status: {}}
                  additionalPrinterColumns: [{name: Size, type: integer, JSONPath: .spec.size}]
                  validation: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}
                  conversion:
                    strategy: Webhook
                    webhookClientConfig: {service: {name: s, namespace: n}}
                """,
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: widgets.acme.example}
                spec:
                  group: acme.example
                  scope: Cluster
                  names: {kind: Widget, plural: widgets}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    subresources: {status: {}}
                    additionalPrinterColumns: [{name: Size, type: integer, jsonPath: .spec.size}]
                    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}
                  - name: v1beta1
                    served: false
                    storage: false
                    subresources: {status: {}}
                    additionalPrinterColumns: [{name: Size, type: integer, jsonPath: .spec.size}]
                    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}
                  conversion:
                    strategy: Webhook
                    webhook: {clientConfig: {service: {name: s, namespace: n}}, conversionReviewVersions: [v1beta1]}
                """
            ),
            new(
                "a definition whose versions differ, and that converts nothing",
                """
                apiVersion: apiextensions.k8s.io/v1beta1
                kind: CustomResourceDefinition
                metadata: {name: widgets.acme.example}
                spec:
                  group: acme.example
                  scope: Namespaced
                  preserveUnknownFields: false
                  names: {kind: Widget, plural: widgets}
                  versions:
                  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}, additionalPrinterColumns: [{name: A, type: date, JSONPath: .a}]}
                  - {name: v2, served: true, storage: false, schema: {openAPIV3Schema: {type: object, description: two}}, subresources: {scale: {specReplicasPath: .a}}}
                  conversion: {strategy: None, conversionReviewVersions: [v1beta1]}
                """,
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: widgets.acme.example}
                spec:
                  group: acme.example
                  scope: Namespaced
                  names: {kind: Widget, plural: widgets}
                  versions:
                  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}, additionalPrinterColumns: [{name: A, type: date, jsonPath: .a}]}
                  - {name: v2, served: true, storage: false, schema: {openAPIV3Schema: {type: object, description: two}}, subresources: {scale: {specReplicasPath: .a}}}
                  conversion: {strategy: None}
                """
            ),
            new(
                "a definition of a group that belongs to Kubernetes",
                """
                apiVersion: apiextensions.k8s.io/v1beta1
                kind: CustomResourceDefinition
                metadata: {name: widgets.x-k8s.io}
                spec: {group: app.k8s.io, scope: Cluster, version: v1, preserveUnknownFields: false, validation: {openAPIV3Schema: {type: object}}}
                """,
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata:
                  name: widgets.x-k8s.io
                  annotations: {api-approved.kubernetes.io: "unapproved, written before approval was asked for"}
                spec:
                  group: app.k8s.io
                  scope: Cluster
                  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
                """
            ),
        ];
}
