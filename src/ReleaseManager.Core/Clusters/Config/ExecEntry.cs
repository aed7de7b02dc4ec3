namespace ReleaseManager.Core.Clusters.Config;

/// <summary>A credential plugin of a kubeconfig: a command that prints an ExecCredential.</summary>
internal sealed class ExecEntry
{
    /// <summary><c>client.authentication.k8s.io/v1</c> or <c>v1beta1</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>A name to be found on the search path, or an absolute path.</summary>
    public required string Command { get; init; }

    public IReadOnlyList<string> Args { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Env { get; init; } = [];

    public string? InstallHint { get; init; }

    public bool ProvideClusterInfo { get; init; }

    public ExecInteractiveMode InteractiveMode { get; init; } = ExecInteractiveMode.IfAvailable;
}
