namespace ReleaseManager.Sandbox.Fields;

/// <summary>
/// The shape of built-in kinds, told from member names: the list types and merge keys of Kubernetes' API types
/// (<c>+listType</c>, <c>+listMapKey</c>, <c>patchMergeKey</c> in <c>k8s.io/api</c>).
/// </summary>
internal sealed class BuiltInShape(string kind, string[] path) : FieldShape
{
    private static readonly ListRule ContainerPorts = new(["containerPort", "protocol"], "containerPort");
    private static readonly ListRule ServicePorts = new(["port", "protocol"], "port");
    private static readonly ListRule Spread = new(["topologyKey", "whenUnsatisfiable"], "topologyKey");

    private string Name => path.Length == 0 ? "" : path[^1];

    private string Parent => path.Length < 2 ? "" : path[^2];

    public override ListRule? List =>
        Name switch
        {
            "finalizers" when Parent is "metadata" or "spec" => ListRule.Set,
            "ownerReferences" when Parent == "metadata" => ListRule.By("uid"),
            "containers" or "initContainers" or "ephemeralContainers" or "volumes" when Parent == "spec" => ListRule.By(
                "name"
            ),
            "env" or "resourceClaims" => ListRule.By("name"),
            "claims" when Parent == "resources" => ListRule.By("name"),
            "imagePullSecrets" when kind != "ServiceAccount" => ListRule.By("name"),
            "secrets" when kind == "ServiceAccount" => ListRule.By("name"),
            "ports" when InContainer => ContainerPorts,
            "ports" when kind == "Service" && Parent == "spec" => ServicePorts,
            "volumeMounts" => ListRule.By("mountPath"),
            "volumeDevices" => ListRule.By("devicePath"),
            "hostAliases" => ListRule.By("ip"),
            "podIPs" => ListRule.By("ip"),
            "topologySpreadConstraints" => Spread,
            "conditions" when Parent == "status" => ListRule.By("type"),
            "webhooks" when path.Length == 1 => ListRule.By("name"),
            _ => null,
        };

    public override bool Atomic =>
        Name switch
        {
            "selector" or "labelSelector" or "podSelector" or "namespaceSelector" or "nodeSelector" => true,
            "roleRef" or "fieldRef" or "resourceFieldRef" or "secretKeyRef" or "configMapKeyRef" => true,
            _ => false,
        };

    public override bool Map =>
        Name switch
        {
            "labels" or "annotations" => Parent == "metadata",
            "data" or "stringData" or "binaryData" => path.Length == 1,
            "matchLabels" or "limits" or "requests" or "parameters" => true,
            _ => false,
        };

    private bool InContainer => Parent is "containers[]" or "initContainers[]" or "ephemeralContainers[]";

    public override FieldShape Item => new BuiltInShape(kind, [.. path[..^1], $"{Name}[]"]);

    public override FieldShape Member(string name) => new BuiltInShape(kind, [.. path, name]);
}
