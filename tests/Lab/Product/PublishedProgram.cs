namespace ReleaseManager.Lab.Product;

/// <summary>The published program as a Pod of the chart runs it: by the image's user, who owns nothing and may write to the temporary folder alone.</summary>
internal sealed class PublishedProgram : CommandLineTool
{
    /// <summary>Runs a program as another user.</summary>
    public const string SetPriv = "/usr/bin/setpriv";

    private const string User = "1654";

    public PublishedProgram(string folder, IReadOnlyDictionary<string, string> environment)
        : base(SetPriv, Around(environment)) => Folder = folder;

    /// <summary>Where it is.</summary>
    public string Folder { get; }

    /// <summary>Runs it.</summary>
    public Task<ToolResult> RunProgramAsync(CancellationToken stop, params string[] arguments) =>
        RunAsync(
            [
                $"--reuid={User}",
                $"--regid={User}",
                "--clear-groups",
                "--no-new-privs",
                "--bounding-set=-all",
                Path.Combine(Folder, "releasemanager"),
                .. arguments,
            ],
            stop
        );

    private static Dictionary<string, string> Around(IReadOnlyDictionary<string, string> environment) =>
        new(environment, StringComparer.Ordinal)
        {
            ["HOME"] = "/nonexistent",
            ["DOTNET_EnableDiagnostics"] = "0",
            ["DOTNET_ROOT"] = Path.GetFullPath(
                Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")
            ),
        };
}
