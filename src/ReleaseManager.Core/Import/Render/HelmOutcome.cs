namespace ReleaseManager.Core.Import.Render;

/// <summary>How a run of helm ended.</summary>
/// <param name="Output">What it wrote to standard output: may hold secrets.</param>
/// <param name="Error">The end of what it wrote to standard error: may quote values.</param>
internal readonly record struct HelmOutcome(int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;
}
