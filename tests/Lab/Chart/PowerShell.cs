namespace ReleaseManager.Lab.Chart;

/// <summary>The PowerShell of the search path, which finds the lab's Helm there, too.</summary>
internal sealed class PowerShell : CommandLineTool
{
    private PowerShell(string program, IReadOnlyDictionary<string, string> variables)
        : base(program, variables) { }

    /// <summary>Finds it; null where there is none.</summary>
    /// <param name="folder">A folder that goes before the others of the search path; null for none.</param>
    /// <param name="variables">More variables; null for none.</param>
    public static PowerShell? Find(string? folder = null, IReadOnlyDictionary<string, string>? variables = null) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "pwsh"))
            .FirstOrDefault(File.Exists)
            is { } program
            ? new PowerShell(
                program,
                new Dictionary<string, string>(variables ?? new Dictionary<string, string>(), StringComparer.Ordinal)
                {
                    ["PATH"] = string.Join(
                        Path.PathSeparator,
                        (
                            (string?[])[folder, LabTools.Folder, Environment.GetEnvironmentVariable("PATH")]
                        ).OfType<string>()
                    ),
                }
            )
            : null;
}
