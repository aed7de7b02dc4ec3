namespace ReleaseManager.Lab.Product;

/// <summary>A shell that finds the built program under its name, as a user's does.</summary>
/// <param name="folder">Gets the file by which it is found.</param>
/// <param name="variables">What the user has set.</param>
internal sealed class ProgramOnPath(string folder, IReadOnlyDictionary<string, string> variables)
    : CommandLineTool(
        "/bin/sh",
        new Dictionary<string, string>(variables, StringComparer.Ordinal)
        {
            ["PATH"] = $"{folder}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}",
            ["HELM_BIN"] = LabFixture.Tools.Helm,
        }
    )
{
    /// <summary>Puts a file into a folder that starts the built program, under the name that users know.</summary>
    public static async Task InstallAsync(string folder, CancellationToken stop)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var program = Path.Combine(folder, "releasemanager");
        await File.WriteAllTextAsync(
            program,
            $"#!/bin/sh\nexec '{dotnet}' '{Path.Combine(AppContext.BaseDirectory, "releasemanager.dll")}' \"$@\"\n",
            stop
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Runs a script, which must succeed.</summary>
    public async Task<string> RunScriptAsync(string script, CancellationToken stop)
    {
        await InstallAsync(folder, stop);
        return await RequireAsync(["-ec", script], stop);
    }
}
