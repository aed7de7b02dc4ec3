using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases;

/// <summary>What objects of Kubernetes' own kinds refer to.</summary>
public sealed class ReferenceScanTests
{
    private const string Pod = """
        serviceAccountName: runner
        imagePullSecrets: [{name: pull}, {name: pull}, {}]
        initContainers:
        - env:
          - {name: A, value: plain}
          - {name: B, valueFrom: {secretKeyRef: {name: first, key: k}}}
        containers:
        - env:
          - {name: C, valueFrom: {configMapKeyRef: {name: settings, key: k}}}
          - {name: D, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
          envFrom:
          - secretRef: {name: all}
          - configMapRef: {name: all, optional: true}
        ephemeralContainers:
        - envFrom: [{secretRef: {name: late}}]
        volumes:
        - {name: a, secret: {secretName: files}}
        - {name: b, configMap: {name: pages, optional: false}}
        - name: c
          projected:
            sources:
            - secret: {name: part}
            - configMap: {name: part}
            - configMap: {name: kube-root-ca.crt}
            - serviceAccountToken: {path: token}
        - {name: d, csi: {driver: d, nodePublishSecretRef: {name: mount}}}
        - {name: e, azureFile: {secretName: azure, shareName: s}}
        - {name: f, rbd: {image: i, secretRef: {name: ceph}}}
        - {name: g, emptyDir: {}}
        """;

    private const string OfPod =
        "ConfigMap shop/all?, ConfigMap shop/pages, ConfigMap shop/part, ConfigMap shop/settings, Secret shop/all, Secret shop/azure, "
        + "Secret shop/ceph, Secret shop/files, Secret shop/first, Secret shop/late, Secret shop/mount, Secret shop/part, Secret shop/pull, "
        + "ServiceAccount shop/runner";

    [Theory]
    [InlineData("v1", "Pod", "spec")]
    [InlineData("v1", "PodTemplate", "template spec")]
    [InlineData("v1", "ReplicationController", "spec template spec")]
    [InlineData("apps/v1", "Deployment", "spec template spec")]
    [InlineData("apps/v1", "StatefulSet", "spec template spec")]
    [InlineData("apps/v1", "DaemonSet", "spec template spec")]
    [InlineData("apps/v1", "ReplicaSet", "spec template spec")]
    [InlineData("extensions/v1beta1", "Deployment", "spec template spec")]
    [InlineData("batch/v1", "Job", "spec template spec")]
    [InlineData("batch/v1", "CronJob", "spec jobTemplate spec template spec")]
    public void Everything_that_runs_pods_refers_to_what_they_need(string apiVersion, string kind, string path)
    {
        var text = $"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{name: web}}\n";
        var indent = "";
        foreach (var member in path.Split(' '))
        {
            text += $"{indent}{member}:\n";
            indent += "  ";
        }

        text += string.Join('\n', Pod.Split('\n').Select(line => indent + line));

        Assert.Equal(OfPod, Found(text));
        Assert.All(Uses(text), use => Assert.Equal($"{kind} web", use.By));
    }

    [Theory]
    [InlineData("{spec: {serviceAccount: old}}", "ServiceAccount shop/old")]
    [InlineData("{spec: {serviceAccount: old, serviceAccountName: new}}", "ServiceAccount shop/new")]
    [InlineData("{spec: {serviceAccountName: default}}", "")]
    [InlineData("{metadata: {name: web, namespace: other}, spec: {imagePullSecrets: [{name: a}]}}", "Secret other/a")]
    [InlineData("{spec: null}", "")]
    [InlineData("{spec: text}", "")]
    [InlineData("{spec: {volumes: text, containers: [text, {env: {a: b}, envFrom: [1, [2]]}]}}", "")]
    [InlineData("{spec: {volumes: [{secret: text}, {projected: {sources: [text, {secret: [1]}]}}]}}", "")]
    [InlineData("{spec: {imagePullSecrets: [{name: 1}, {name: ''}, text]}}", "")]
    public void A_pod_may_say_little_or_nonsense(string rest, string found) =>
        Assert.Equal(found, Found($"{{apiVersion: v1, kind: Pod, {rest[1..]}"));

    [Fact]
    public void What_is_needed_in_one_place_is_not_optional()
    {
        const string Both = """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
              - envFrom:
                - secretRef: {name: a, optional: true}
                - secretRef: {name: b, optional: true}
              volumes:
              - {name: v, secret: {secretName: a}}
              - {name: w, secret: {secretName: b, optional: true}}
            """;

        Assert.Equal("Secret shop/a, Secret shop/b?", Found(Both));
    }

    [Theory]
    [InlineData(
        "{apiVersion: v1, kind: ServiceAccount, metadata: {name: a}, secrets: [{name: s}], imagePullSecrets: [{name: p}]}",
        "Secret shop/p, Secret shop/s"
    )]
    [InlineData(
        "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a}, spec: {tls: [{hosts: [x]}, {secretName: t}]}}",
        "Secret shop/t"
    )]
    [InlineData(
        "{apiVersion: extensions/v1beta1, kind: Ingress, metadata: {name: a}, spec: {tls: [{secretName: t}]}}",
        "Secret shop/t"
    )]
    [InlineData(
        "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: a}, subjects: [{kind: ServiceAccount, name: x, namespace: ops}, {kind: ServiceAccount, name: default, namespace: ops}, {kind: User, name: u}]}",
        "ServiceAccount ops/x"
    )]
    [InlineData(
        "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: a}, subjects: [{kind: ServiceAccount, name: x}]}",
        "ServiceAccount shop/x"
    )]
    [InlineData(
        "{apiVersion: v1, kind: PersistentVolume, metadata: {name: a}, spec: {csi: {driver: d, nodeStageSecretRef: {name: stage, namespace: ops}, controllerExpandSecretRef: {name: c, namespace: ops}}}}",
        "Secret ops/c, Secret ops/stage"
    )]
    [InlineData(
        "{apiVersion: v1, kind: PersistentVolume, metadata: {name: a}, spec: {claimRef: {name: c, namespace: db}, azureFile: {secretName: z, shareName: s}}}",
        "Secret db/z"
    )]
    [InlineData(
        "{apiVersion: v1, kind: PersistentVolume, metadata: {name: a}, spec: {cephfs: {secretRef: {name: c}}}}",
        ""
    )]
    [InlineData(
        "{apiVersion: v1, kind: Secret, type: kubernetes.io/service-account-token, metadata: {name: a, annotations: {kubernetes.io/service-account.name: x}}}",
        "ServiceAccount shop/x"
    )]
    [InlineData(
        "{apiVersion: example.com/v1, kind: Deployment, metadata: {name: a}, spec: {template: {spec: {imagePullSecrets: [{name: p}]}}}}",
        ""
    )]
    [InlineData(
        "{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: a}, spec: {listeners: [{tls: {certificateRefs: [{name: t}]}}]}}",
        ""
    )]
    public void Other_kinds_refer_by_their_own_members(string item, string found) => Assert.Equal(found, Found(item));

    [Theory]
    [InlineData("Secret shop/db")]
    [InlineData("ServiceAccount shop/a.b")]
    public void A_reference_is_read_as_it_was_written(string text) =>
        Assert.Equal(text, ObjectReference.Parse(text)?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("Pod shop/db")]
    [InlineData("Secret shop")]
    [InlineData("Secret /db")]
    [InlineData("Secret shop/a/b")]
    public void What_is_no_reference_is_not_read(string text) => Assert.Null(ObjectReference.Parse(text));

    private static string Found(string yaml) =>
        string.Join(
            ", ",
            Uses(yaml).Select(use => $"{use.To}{(use.IsOptional ? "?" : "")}").Order(StringComparer.Ordinal)
        );

    private static IReadOnlyList<ReferenceUse> Uses(string yaml) =>
        ReferenceScan.Of(Assert.Single(Manifest.Parse(yaml)), "shop");
}
