using System.Diagnostics;

namespace ReleaseManager.Lab;

/// <summary>Runs a program to its end, with an environment of its own and no standard input.</summary>
public abstract class CommandLineTool
{
    private readonly string _program;
    private readonly IReadOnlyDictionary<string, string> _environment;

    protected CommandLineTool(string program, IReadOnlyDictionary<string, string> environment)
    {
        _program = program;
        _environment = environment;
    }

    /// <summary>Runs the program. If <paramref name="stop"/> fires, it is killed with -9 where it stands.</summary>
    public async Task<ToolResult> RunAsync(IReadOnlyList<string> arguments, CancellationToken stop)
    {
        var start = new ProcessStartInfo(_program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What the caller's shell says to Helm, kubectl and the product must not reach them.
        foreach (var name in start.Environment.Keys.Where(IsTheirs).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new LabException($"{_program} did not start");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        var command = $"{Path.GetFileName(_program)} {string.Join(' ', arguments)}";
        return new ToolResult(command, process.ExitCode, await output, await error, watch.Elapsed);
    }

    /// <summary>Runs the program, which must succeed, and returns its standard output.</summary>
    /// <exception cref="LabException">It has failed; the message shows all that it wrote.</exception>
    public async Task<string> RequireAsync(IReadOnlyList<string> arguments, CancellationToken stop) =>
        (await RunAsync(arguments, stop)).Require();

    private static bool IsTheirs(string variable) =>
        variable.StartsWith("HELM_", StringComparison.Ordinal)
        || variable.StartsWith("KUBE", StringComparison.Ordinal)
        || variable.StartsWith("RELEASEMANAGER_", StringComparison.Ordinal);
}
