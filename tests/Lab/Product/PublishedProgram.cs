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
        RunAsync(
            [
                .. ImageEnvironment.All.Select(variable => $"{variable.Key}={variable.Value}"),
                SetPriv,
                $"--reuid={User}",
                $"--regid={User}",
                "--clear-groups",
                "--no-new-privs",
                "--bounding-set=-all",
                "--pdeathsig=KILL",
                Path.Combine(folder, "releasemanager"),
                .. arguments,
            ],
            stop
        );
}
