namespace ReleaseManager.Lab;

/// <summary>What a cluster is made of.</summary>
public sealed record ClusterOptions
{
    /// <summary>The cluster's name: its context in the kubeconfig and its folder.</summary>
    public required string Name { get; init; }

    /// <summary>More flags of kube-apiserver, for example <c>--runtime-config=networking.k8s.io/v1beta1=false</c>.</summary>
    public IReadOnlyList<string> ApiServerFlags { get; init; } = [];

    /// <summary>Whether the node simulator runs Pods, gives load balancers an address and binds volumes.</summary>
    public bool Nodes { get; init; } = true;

    /// <summary>How the node simulator behaves.</summary>
    public NodeSimulatorOptions NodeOptions { get; init; } = new();
}
