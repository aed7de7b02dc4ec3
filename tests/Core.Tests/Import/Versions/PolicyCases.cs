namespace ReleaseManager.Core.Tests.Import.Versions;

internal static class PolicyCases
{
    public static IEnumerable<VersionCase> All =>
        [
            Budget("a budget for some Pods", "{matchLabels: {app: web}}", "{matchLabels: {app: web}}"),
            Budget("a budget for no Pods by no selector", "null", "null"),
            Budget(
                "a budget for no Pods by an empty selector",
                "{}",
                "{matchExpressions: [{key: pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match, operator: Exists}]}"
            ),
            Budget(
                "a budget for no Pods by a selector of empty parts",
                "{matchLabels: {}, matchExpressions: []}",
                "{matchLabels: {}, matchExpressions: [{key: pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match, operator: Exists}]}"
            ),
            Budget(
                "a budget for all Pods as the server shows it in v1beta1",
                "{matchExpressions: [{key: pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match, operator: DoesNotExist}]}",
                "{}"
            ),
            new(
                "subjects of the first role bindings",
                """
                apiVersion: rbac.authorization.k8s.io/v1alpha1
                kind: ClusterRoleBinding
                metadata: {name: b}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}
                subjects:
                - {kind: ServiceAccount, apiVersion: v1, name: s, namespace: n}
                - {kind: User, name: anna}
                - {kind: User, name: "*"}
                - {kind: Robot, apiVersion: acme.example/v1, name: r}
                """,
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: b}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}
                subjects:
                - {kind: ServiceAccount, apiGroup: "", name: s, namespace: n}
                - {kind: User, apiGroup: rbac.authorization.k8s.io, name: anna}
                - {kind: Group, apiGroup: rbac.authorization.k8s.io, name: system:authenticated}
                - {kind: Robot, apiGroup: acme.example, name: r}
                """
            ),
            new(
                "a role",
                "{apiVersion: rbac.authorization.k8s.io/v1beta1, kind: Role, metadata: {name: r}, rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]}",
                "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: r}, rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]}"
            ),
            new(
                "a level whose shares had another name",
                """
                apiVersion: flowcontrol.apiserver.k8s.io/v1beta1
                kind: PriorityLevelConfiguration
                metadata: {name: l}
                spec: {type: Limited, limited: {assuredConcurrencyShares: 20, limitResponse: {type: Reject}}}
                """,
                """
                apiVersion: flowcontrol.apiserver.k8s.io/v1
                kind: PriorityLevelConfiguration
                metadata: {name: l}
                spec: {type: Limited, limited: {nominalConcurrencyShares: 20, limitResponse: {type: Reject}}}
                """
            ),
            new(
                "a level whose zero meant the default",
                "{apiVersion: flowcontrol.apiserver.k8s.io/v1beta2, kind: PriorityLevelConfiguration, metadata: {name: l}, spec: {limited: {assuredConcurrencyShares: 0}}}",
                "{apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: PriorityLevelConfiguration, metadata: {name: l}, spec: {limited: {nominalConcurrencyShares: 30}}}"
            ),
            new(
                "a level whose zero was meant",
                """
                apiVersion: flowcontrol.apiserver.k8s.io/v1beta3
                kind: PriorityLevelConfiguration
                metadata: {name: l, annotations: {a: b, flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares: ""}}
                spec: {limited: {nominalConcurrencyShares: 0}}
                """,
                """
                apiVersion: flowcontrol.apiserver.k8s.io/v1
                kind: PriorityLevelConfiguration
                metadata: {name: l, annotations: {a: b}}
                spec: {limited: {nominalConcurrencyShares: 0}}
                """
            ),
            new(
                "a flow",
                "{apiVersion: flowcontrol.apiserver.k8s.io/v1alpha1, kind: FlowSchema, metadata: {name: f}, spec: {matchingPrecedence: 5}}",
                "{apiVersion: flowcontrol.apiserver.k8s.io/v1, kind: FlowSchema, metadata: {name: f}, spec: {matchingPrecedence: 5}}"
            ),
        ];

    private static VersionCase Budget(string name, string old, string now) =>
        new(
            name,
            $"{{apiVersion: policy/v1beta1, kind: PodDisruptionBudget, metadata: {{name: b}}, spec: {{minAvailable: 1, selector: {old}}}}}",
            $"{{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {{name: b}}, spec: {{minAvailable: 1, selector: {now}}}}}"
        );
}
