namespace ReleaseManager.Core.Clusters.Config;

/// <summary>A cluster of a kubeconfig, with paths made absolute.</summary>
internal sealed record ClusterEntry
{
    public static ClusterEntry None { get; } = new();

    public string? Server { get; init; }

    public string? TlsServerName { get; init; }

    public bool InsecureSkipTlsVerify { get; init; }

    /// <summary>Path of a PEM bundle.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>The PEM bundle itself; beats the path.</summary>
    public byte[]? CertificateAuthorityData { get; init; }

    public string? ProxyUrl { get; init; }

    /// <summary>True where the API server asks plugins to be told of it; JSON text for them.</summary>
    public string? ExecExtension { get; init; }
}
