namespace ReleaseManager.Lab.Chart;

/// <summary>The PowerShell of the search path, which finds the lab's Helm there, too.</summary>
internal sealed class PowerShell(string program)
    : CommandLineTool(
        program,
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = $"{LabTools.Folder}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}",
        }
    )
{
    /// <summary>Finds it; null where there is none.</summary>
    public static PowerShell? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "pwsh"))
            .FirstOrDefault(File.Exists)
            is { } program
            ? new PowerShell(program)
            : null;
}
