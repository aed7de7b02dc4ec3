namespace ReleaseManager.Lab;

/// <summary>Real kubectl against one cluster.</summary>
public sealed class KubectlCli : CommandLineTool
{
    internal KubectlCli(LabTools tools, string kubeconfig, string home)
        : base(
            tools.Kubectl,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = home, ["KUBECONFIG"] = kubeconfig }
        ) { }
}
