using ReleaseManager.Core;
using ReleaseManager.Core.Clusters;

namespace ReleaseManager.PowerShell.Running;

/// <summary>Which cluster a command talks to, settled on the pipeline's thread.</summary>
/// <param name="Kubeconfig">A full path; null for the places that kubectl looks at.</param>
/// <param name="Context">Name of a context; null for the current one.</param>
/// <param name="Environment">Where kubectl would look.</param>
internal sealed record ClusterChoice(string? Kubeconfig, string? Context, IKubeEnvironment Environment)
{
    /// <summary>Whom the requests act as; null for the kubeconfig's user.</summary>
    public string? As { get; init; }

    /// <summary>The uid of that user; null for none.</summary>
    public string? AsUid { get; init; }

    /// <summary>The groups of that user.</summary>
    public IReadOnlyList<string> AsGroup { get; init; } = [];

    /// <summary>How the cluster is reached.</summary>
    /// <exception cref="ReleaseManagerException">The kubeconfig cannot be used as it is.</exception>
    public ClusterAccess Find() => KubeConfig.Load(Kubeconfig, Context, Environment).As(As, AsUid, AsGroup);

    /// <summary>A client; what it is told and asks goes to the command's messages.</summary>
    /// <exception cref="ReleaseManagerException">The kubeconfig cannot be used as it is.</exception>
    public KubeClient Open(AsyncCommand command)
    {
        var options = new KubeClientOptions
        {
            UserAgent = Product.Name,
            OnWarning = warning => command.WriteVerbose($"The API server warns: {warning}"),
            OnRequest = trace =>
                command.WriteDebug(
                    $"{trace.Method} {trace.Path}: {trace.Status} in {trace.Elapsed.TotalMilliseconds:F0} ms, attempt {trace.Attempt}"
                ),
        };
        var cluster = new KubeClient(Find(), options);
        command.WriteVerbose($"The cluster is {cluster.Access}");
        return cluster;
    }

    /// <summary>A client for when no command runs any more: nobody hears what it is told.</summary>
    /// <exception cref="ReleaseManagerException">The kubeconfig cannot be used as it is.</exception>
    public KubeClient Open() => new(Find(), new KubeClientOptions { UserAgent = Product.Name });
}
