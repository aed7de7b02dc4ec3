namespace ReleaseManager.Core.Tests.Import.Versions;

internal static class AdmissionCases
{
    public static IEnumerable<VersionCase> All =>
        [
            new(
                "a webhook that leaves everything to the defaults",
                """
                apiVersion: admissionregistration.k8s.io/v1beta1
                kind: ValidatingWebhookConfiguration
                metadata: {name: w}
                webhooks:
                - {name: a.acme.example, clientConfig: {service: {name: s, namespace: n}}}
                """,
                """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: w}
                webhooks:
                - name: a.acme.example
                  clientConfig: {service: {name: s, namespace: n}}
                  failurePolicy: Ignore
                  matchPolicy: Exact
                  timeoutSeconds: 30
                  admissionReviewVersions: [v1beta1]
                  sideEffects: NoneOnDryRun
                """
            ),
            new(
                "webhooks that say what they want",
                """
                apiVersion: admissionregistration.k8s.io/v1beta1
                kind: MutatingWebhookConfiguration
                metadata: {name: w}
                webhooks:
                - {name: a.acme.example, failurePolicy: Fail, matchPolicy: Equivalent, timeoutSeconds: 5, admissionReviewVersions: [v1, v1beta1], sideEffects: None, reinvocationPolicy: IfNeeded}
                - {name: b.acme.example, failurePolicy: Fail, matchPolicy: Exact, timeoutSeconds: 5, admissionReviewVersions: [], sideEffects: Some}
                """,
                """
                apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingWebhookConfiguration
                metadata: {name: w}
                webhooks:
                - {name: a.acme.example, failurePolicy: Fail, matchPolicy: Equivalent, timeoutSeconds: 5, admissionReviewVersions: [v1, v1beta1], sideEffects: None, reinvocationPolicy: IfNeeded}
                - {name: b.acme.example, failurePolicy: Fail, matchPolicy: Exact, timeoutSeconds: 5, admissionReviewVersions: [v1beta1], sideEffects: NoneOnDryRun}
                """
            ),
            new(
                "a binding of the first admission policies",
                "{apiVersion: admissionregistration.k8s.io/v1alpha1, kind: ValidatingAdmissionPolicyBinding, metadata: {name: b}, spec: {policyName: p, paramRef: {name: x}}}",
                "{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicyBinding, metadata: {name: b}, spec: {policyName: p, validationActions: [Deny], paramRef: {name: x, parameterNotFoundAction: Deny}}}"
            ),
            new(
                "an admission policy",
                "{apiVersion: admissionregistration.k8s.io/v1beta1, kind: ValidatingAdmissionPolicy, metadata: {name: p}, spec: {validations: [{expression: 'true'}]}}",
                "{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicy, metadata: {name: p}, spec: {validations: [{expression: 'true'}]}}"
            ),
        ];
}
