namespace ReleaseManager.Sandbox;

/// <summary>How a sandbox cluster is set up; the defaults are a current Kubernetes whose workloads get ready at once.</summary>
public sealed record SandboxOptions
{
    /// <summary>The cluster's name in the kubeconfig: context, cluster and user.</summary>
    public string Name { get; init; } = "sandbox";

    /// <summary>What <c>/version</c> says, for example <c>v1.34.0</c>.</summary>
    public string KubernetesVersion { get; init; } = "v1.34.0";

    /// <summary>The kinds served from the start; see <see cref="SandboxKinds"/> to serve more, fewer or other versions.</summary>
    public IReadOnlyList<SandboxKind> Kinds { get; init; } = SandboxKinds.Current;

    /// <summary>
    /// In which version the API tells all that it serves at once (<c>v2</c>, <c>v2beta1</c>) to a client that asks for it; null for one that does not, as before
    /// Kubernetes 1.26: clients fall back.
    /// </summary>
    public string? AggregatedDiscovery { get; init; }

    /// <summary>
    /// True lets workloads get ready and Jobs end at once, as if controllers and nodes were there; false leaves them as
    /// they were written, like an API server without controllers and nodes. Namespaces, owners and CRDs are looked after always.
    /// </summary>
    public bool Workloads { get; init; } = true;

    /// <summary>The clock behind timestamps, watch timeouts and bookmarks.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
