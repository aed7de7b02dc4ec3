namespace ReleaseManager.Lab.Product;

/// <summary>The built command line against one cluster, as a shell would run it.</summary>
internal sealed class ReleaseManagerCli(string kubeconfig)
    : CommandLineTool(
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["KUBECONFIG"] = kubeconfig,
            ["HELM_BIN"] = LabFixture.Tools.Helm,
        }
    )
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "releasemanager.dll");

    /// <summary>Runs a verb. If <paramref name="stop"/> fires, it is killed with -9 where it stands.</summary>
    public Task<ToolResult> RunVerbAsync(CancellationToken stop, params string[] arguments) =>
        RunAsync([Program, .. arguments], stop);
}
