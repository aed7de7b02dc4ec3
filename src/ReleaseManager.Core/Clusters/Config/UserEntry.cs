namespace ReleaseManager.Core.Clusters.Config;

/// <summary>A user of a kubeconfig, with paths made absolute. Deliberately no record: its text must not show a secret.</summary>
internal sealed class UserEntry
{
    public static UserEntry Anonymous { get; } = new();

    /// <summary>Name in the kubeconfig, for messages.</summary>
    public string Name { get; init; } = string.Empty;

    public string? ClientCertificate { get; init; }

    public byte[]? ClientCertificateData { get; init; }

    public string? ClientKey { get; init; }

    public byte[]? ClientKeyData { get; init; }

    public string? Token { get; init; }

    public string? TokenFile { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    public ExecEntry? Exec { get; init; }

    public Impersonation? Impersonation { get; init; }

    public override string ToString() => Name;
}
