using ReleaseManager.Core.Clusters.Config;

namespace ReleaseManager.Core.Clusters;

/// <summary>How to reach one cluster as one user; what <see cref="KubeConfig"/> finds. Its text holds no credential.</summary>
public sealed record ClusterAccess
{
    /// <summary>Root of the API, with a path where a proxy serves several clusters.</summary>
    public required Uri Server { get; init; }

    /// <summary>Name of the context it came from; null in a pod and for a bare address.</summary>
    public string? Context { get; init; }

    /// <summary>Namespace to use where none is given; null for <c>default</c>.</summary>
    public string? Namespace { get; init; }

    internal ClusterEntry Cluster { get; init; } = ClusterEntry.None;

    internal UserEntry User { get; init; } = UserEntry.Anonymous;

    /// <summary>A server that asks for no credential and, over https, has a certificate that this machine trusts.</summary>
    public static ClusterAccess To(Uri server, string? ns = null) => new() { Server = server, Namespace = ns };

    /// <inheritdoc/>
    public override string ToString() =>
        Context is null
            ? Server.AbsoluteUri.TrimEnd('/')
            : $"{Server.AbsoluteUri.TrimEnd('/')} (context \"{Context}\")";
}
