namespace ReleaseManager.Lab;

/// <summary>Real Helm against one cluster.</summary>
public sealed class HelmCli : CommandLineTool
{
    internal HelmCli(LabTools tools, string kubeconfig, string home, string driver)
        : base(
            tools.Helm,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["HOME"] = home,
                ["KUBECONFIG"] = kubeconfig,
                ["HELM_DRIVER"] = driver,
                ["HELM_CACHE_HOME"] = Path.Combine(home, "helm-cache"),
                ["HELM_CONFIG_HOME"] = Path.Combine(home, "helm-config"),
                ["HELM_DATA_HOME"] = Path.Combine(home, "helm-data"),
            }
        ) { }
}
