using System.CommandLine;
using ReleaseManager.Core.Clusters;

namespace ReleaseManager.Cli.Running;

/// <summary>The flags that say which cluster is meant.</summary>
internal static class ClusterFlags
{
    private const string Files = "KUBECONFIG";
    private const string HelmContext = "HELM_KUBECONTEXT";

    /// <summary>How the cluster is reached.</summary>
    /// <exception cref="ReleaseManagerException">The kubeconfig cannot be used, or the flags contradict each other.</exception>
    public static ClusterAccess Find(ParseResult parsed)
    {
        var file = parsed.GetValue(GlobalOptions.Kubeconfig);
        return Find(parsed, file, parsed.GetValue(GlobalOptions.KubeContext) ?? OfHelm(file));
    }

    /// <summary>How another cluster is reached, as the same user.</summary>
    /// <exception cref="ReleaseManagerException">The kubeconfig cannot be used, or the flags contradict each other.</exception>
    public static ClusterAccess Find(ParseResult parsed, string? kubeconfig, string? context) =>
        KubeConfig
            .Load(kubeconfig, context)
            .As(
                parsed.GetValue(GlobalOptions.As),
                parsed.GetValue(GlobalOptions.AsUid),
                parsed.GetValue(GlobalOptions.AsGroup) ?? []
            );

    /// <summary>
    /// The original, by Helm's library, went by Helm's variable where no kubeconfig was named at all: not to do the same would be to take another cluster.
    /// </summary>
    private static string? OfHelm(string? file) =>
        file is null && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Files))
            ? Environment.GetEnvironmentVariable(HelmContext)
            : null;
}
