using System.Reflection;
using ReleaseManager.Lab;

namespace ReleaseManager.Bench;

/// <summary>The programs that are measured, each against one cluster: ours, and what people use today.</summary>
internal sealed class Programs(LabTools tools, KubernetesCluster cluster)
{
    private readonly string _home = Directory.CreateDirectory(Path.Combine(cluster.Folder, "bench-home")).FullName;

    /// <summary>The chart of the import benchmark.</summary>
    public static string Chart { get; } = Metadata("Chart");

    /// <summary>The manifest of the module, which the build of the same configuration has staged.</summary>
    public static string Module { get; } = Metadata("Module");

    /// <summary>The configuration that the programs were built in.</summary>
    public static string Configuration { get; } = Metadata("Configuration");

    public MeasuredProgram Helm => Program(tools.Helm);

    public MeasuredProgram Kubectl => Program(tools.Kubectl);

    private MeasuredProgram Ours => Program(Metadata("CommandLine"));

    /// <summary>Runs <c>releasemanager VERB local</c>.</summary>
    public Task<MeasuredRun> RunAsync(string verb, string path, CancellationToken stop) =>
        Ours.RunAsync([verb, "local", "--path", path, "--kubeconfig", cluster.Kubeconfig], stop);

    /// <summary>Runs a script in a new PowerShell: that of <c>$PWSH</c>, else the one on the search path.</summary>
    public Task<MeasuredRun> RunShellAsync(string script, CancellationToken stop) =>
        Program(Environment.GetEnvironmentVariable("PWSH") ?? "pwsh")
            .RunAsync(["-NoProfile", "-NonInteractive", "-Command", script], stop);

    /// <summary>How many releases Helm sees.</summary>
    public async Task<int> CountAsync(CancellationToken stop)
    {
        var run = await Helm.RunAsync(["list", "-A", "-q", "--max", "0", "--deployed"], stop);
        return run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
    }

    private static string Metadata(string key) =>
        typeof(Programs)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(attribute => attribute.Key == key)
            .Value!;

    private MeasuredProgram Program(string path) =>
        new(
            path,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["KUBECONFIG"] = cluster.Kubeconfig,
                ["HOME"] = _home,
                ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
                ["POWERSHELL_UPDATECHECK"] = "Off",
                ["HELM_DRIVER"] = "secret",
                // An apphost finds the runtime that this process runs on, wherever that is installed.
                ["DOTNET_ROOT"] = Path.GetFullPath(
                    Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..")
                ),
            }
        );
}
