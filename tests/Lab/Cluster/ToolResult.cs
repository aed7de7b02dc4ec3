namespace ReleaseManager.Lab;

/// <summary>What a run of Helm or kubectl came to.</summary>
/// <param name="Command">The command line as one would type it.</param>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">What it wrote to the standard output.</param>
/// <param name="Error">What it wrote to the standard error.</param>
/// <param name="Took">How long it ran.</param>
public sealed record ToolResult(string Command, int ExitCode, string Output, string Error, TimeSpan Took)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>The standard output of a run that must have succeeded.</summary>
    /// <exception cref="LabException">It has failed; the message shows all that it wrote.</exception>
    public string Require() =>
        Succeeded
            ? Output
            : throw new LabException($"exit code {ExitCode} of: {Command}\n{Error.TrimEnd()}\n{Output.TrimEnd()}");
}
