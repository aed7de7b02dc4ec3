namespace ReleaseManager.Core.Clusters.Config;

/// <summary>A context of a kubeconfig: which cluster, as whom, in which namespace.</summary>
internal sealed record ContextEntry(string Cluster, string User, string? Namespace);
