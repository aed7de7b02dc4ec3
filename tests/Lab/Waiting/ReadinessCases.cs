namespace ReleaseManager.Lab.Waiting;

/// <summary>One case for each way in which an object of each kind can be ready or not.</summary>
internal static class ReadinessCases
{
    private const string Held = "hold";
    private const string App = "selector: {matchLabels: {app: NAME}}";

    public static IReadOnlyList<ReadinessCase> All { get; } =
    [
        .. Pods(),
        .. Deployments(),
        .. Sets(),
        .. Jobs(),
        .. Volumes(),
        .. Services(),
        .. Definitions(),
        new("settings", true, "{apiVersion: v1, kind: ConfigMap, metadata: {name: NAME}}"),
        new(
            "budget",
            true,
            $"{{apiVersion: policy/v1beta1, kind: PodDisruptionBudget, metadata: {{name: NAME}}, spec: {{minAvailable: 1, {App}}}}}"
        ),
    ];

    private static IEnumerable<ReadinessCase> Pods()
    {
        const string Pod =
            "{apiVersion: v1, kind: Pod, METADATA, spec: {restartPolicy: %, containers: [{name: main, image: x}]}}";
        yield return new("pod", true, Pod.Replace("%", "Always", StringComparison.Ordinal));
        yield return new("pod-held", false, Pod.Replace("%", "Always", StringComparison.Ordinal)) { Wish = Held };
        // One that has done its work is not ready, nor ever will be.
        yield return new("pod-ended", false, Pod.Replace("%", "Never", StringComparison.Ordinal));
    }

    private static IEnumerable<ReadinessCase> Deployments()
    {
        string Deployment(string spec) =>
            $"{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: NAME}}, spec: {{{spec}, {App}, POD}}}}";
        yield return new("dep", true, Deployment("replicas: 3"));
        yield return new("dep-held", false, Deployment("replicas: 3")) { Wish = Held };
        yield return new("dep-none", true, Deployment("replicas: 0")) { Wish = Held };
        yield return new("dep-paused", true, Deployment("paused: true")) { Wish = Held };
        yield return new("dep-all-may-lack", true, Deployment("strategy: {rollingUpdate: {maxUnavailable: 100%}}"))
        {
            Wish = Held,
        };
        yield return new(
            "dep-some-may-lack",
            false,
            Deployment("replicas: 3, strategy: {rollingUpdate: {maxUnavailable: 2}}")
        )
        {
            Wish = Held,
        };
        yield return new("dep-recreated", false, Deployment("strategy: {type: Recreate}")) { Wish = Held };
    }

    private static IEnumerable<ReadinessCase> Sets()
    {
        string Set(string kind, string spec) =>
            $"{{apiVersion: apps/v1, kind: {kind}, metadata: {{name: NAME}}, spec: {{{spec}, {App}, POD}}}}";
        const string Controller =
            "{apiVersion: v1, kind: ReplicationController, metadata: {name: NAME}, spec: {replicas: 1, POD}}";
        yield return new("sts", true, Set("StatefulSet", "serviceName: x, replicas: 2"));
        yield return new("sts-held", false, Set("StatefulSet", "serviceName: x")) { Wish = Held };
        yield return new("sts-by-hand", true, Set("StatefulSet", "serviceName: x, updateStrategy: {type: OnDelete}"))
        {
            Wish = Held,
        };
        yield return new(
            "sts-part",
            false,
            Set("StatefulSet", "serviceName: x, updateStrategy: {rollingUpdate: {partition: 1}}")
        )
        {
            Wish = Held,
        };
        yield return new("sts-none", true, Set("StatefulSet", "serviceName: x, replicas: 0"));
        // By default one Pod may be missing, and the lab has but one node.
        yield return new("ds", true, Set("DaemonSet", "minReadySeconds: 0")) { Wish = Held };
        yield return new("rs", true, Set("ReplicaSet", "replicas: 2"));
        yield return new("rs-held", false, Set("ReplicaSet", "replicas: 2")) { Wish = Held, PodsFirst = true };
        yield return new("rs-none", true, Set("ReplicaSet", "replicas: 0"));
        yield return new("rc", true, Controller);
        yield return new("rc-held", false, Controller) { Wish = Held, PodsFirst = true };
    }

    private static IEnumerable<ReadinessCase> Jobs()
    {
        const string Job =
            "{apiVersion: batch/v1, kind: Job, metadata: {name: NAME}, spec: {backoffLimit: 0, template: {METADATA, "
            + "spec: {restartPolicy: Never, containers: [{name: main, image: x}]}}}}";
        yield return new("job", true, Job) { Jobs = true };
        yield return new("job-held", false, Job) { Jobs = true, Wish = Held };
        yield return new("job-failed", false, Job) { Jobs = true, Wish = "fail" };
        yield return new("job-not-asked-for", true, Job) { Wish = "fail" };
    }

    private static IEnumerable<ReadinessCase> Volumes()
    {
        string Claim(string spec) =>
            $"{{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {{name: NAME}}, spec: {{accessModes: [ReadWriteOnce], resources: {{requests: {{storage: 1Gi}}}}{spec}}}}}";
        yield return new("pvc", true, Claim(""));
        yield return new("pvc-unbound", false, Claim(", " + App));
    }

    private static IEnumerable<ReadinessCase> Services()
    {
        string Service(string spec) =>
            $"{{apiVersion: v1, kind: Service, metadata: {{name: NAME}}, spec: {{ports: [{{port: 80}}], {spec}}}}}";
        yield return new("svc", true, Service("type: ClusterIP"));
        yield return new("svc-headless", true, Service("clusterIP: None"));
        yield return new("svc-external", true, Service("type: ExternalName, externalName: example.com"));
        yield return new("svc-balanced", true, Service("type: LoadBalancer"));
        yield return new("svc-external-ip", true, Service("type: LoadBalancer, externalIPs: [203.0.113.9]"));
    }

    private static IEnumerable<ReadinessCase> Definitions()
    {
        string Definition(string version, string plural, string kind, string schema) =>
            $$"""
                {apiVersion: apiextensions.k8s.io/{{version}}, kind: CustomResourceDefinition, metadata: {name: {{plural}}.waiting.example.com},
                 spec: {group: waiting.example.com, scope: Namespaced, names: {plural: {{plural}}, kind: {{kind}} },
                  versions: [{name: v1, served: true, storage: true {{schema}} }]} }
                """;
        const string Schema = ", schema: {openAPIV3Schema: {type: object}}";
        yield return new("crd", true, Definition("v1", "ones", "One", Schema));
        yield return new("crd-beta", true, Definition("v1beta1", "twos", "Two", ""));
        // Whose names another has taken: Helm does not wait for that to change.
        yield return new(
            "crd-taken",
            true,
            Definition("v1", "threes", "Three", Schema) + "\n---\n" + Definition("v1", "fours", "Three", Schema)
        );
    }
}
