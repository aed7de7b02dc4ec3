namespace ReleaseManager.Lab.Product;

/// <summary>The built command line against one cluster, as a shell would run it.</summary>
/// <param name="kubeconfig">The cluster.</param>
/// <param name="helmHome">Where helm keeps what it knows of chart repositories; null for wherever it does.</param>
/// <param name="variables">More variables; null for none.</param>
internal sealed class ReleaseManagerCli(
    string kubeconfig,
    string? helmHome = null,
    IReadOnlyDictionary<string, string>? variables = null
)
    : CommandLineTool(
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
        new Dictionary<string, string>(variables ?? new Dictionary<string, string>(), StringComparer.Ordinal)
        {
            ["KUBECONFIG"] = kubeconfig,
            ["HELM_BIN"] = LabFixture.Tools.Helm,
            ["HELM_CACHE_HOME"] = helmHome ?? Environment.GetEnvironmentVariable("HELM_CACHE_HOME") ?? "",
            ["HELM_CONFIG_HOME"] = helmHome ?? Environment.GetEnvironmentVariable("HELM_CONFIG_HOME") ?? "",
        }
    )
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "releasemanager.dll");

    /// <summary>Runs a verb. If <paramref name="stop"/> fires, it is killed with -9 where it stands.</summary>
    public Task<ToolResult> RunVerbAsync(CancellationToken stop, params string[] arguments) =>
        RunAsync([Program, .. arguments], stop);
}
