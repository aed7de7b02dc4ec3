using System.Runtime.InteropServices;

namespace ReleaseManager.Lab.Product;

/// <summary>The published program as a Pod of the chart runs it: by the image's user, who owns nothing and may write to the temporary folder alone.</summary>
internal sealed class PublishedProgram(string folder) : CommandLineTool(Environment, new Dictionary<string, string>())
{
    /// <summary>Runs a program as another user.</summary>
    public const string SetPriv = "/usr/bin/setpriv";

    private const string Environment = "/usr/bin/env";
    private const string User = "1654";

    /// <summary>Where it is.</summary>
    public string Folder => folder;

    /// <summary>Runs it to its end.</summary>
    public Task<ToolResult> RunProgramAsync(CancellationToken stop, params string[] arguments) =>
        RunAsync([.. Words([]), .. arguments], stop);

    /// <summary>Starts it.</summary>
    /// <param name="variables">More variables, each as <c>NAME=value</c>.</param>
    /// <param name="log">The file that gets all it writes.</param>
    public Task<LabProcess> StartAsync(IEnumerable<string> variables, IEnumerable<string> arguments, string log) =>
        LabProcess.StartAsync(Environment, [.. Words(variables), .. arguments], log);

    private IEnumerable<string> Words(IEnumerable<string> variables) =>
        [
            "HOME=/nonexistent",
            "DOTNET_EnableDiagnostics=0",
            $"DOTNET_ROOT={Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."))}",
            .. variables,
            SetPriv,
            $"--reuid={User}",
            $"--regid={User}",
            "--clear-groups",
            "--no-new-privs",
            "--bounding-set=-all",
            "--pdeathsig=KILL",
            Path.Combine(folder, "releasemanager"),
        ];
}
