using System.Diagnostics;

namespace ReleaseManager.Sandbox.Demo;

/// <summary>Runs <c>releasemanager</c> as a user would, and shows each command before it runs.</summary>
internal sealed class CommandLine(string kubeconfig, string folder, TextWriter output)
{
    /// <summary>Where the program is: it is built next to the sandbox.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "releasemanager.dll");

    /// <summary>Runs one command to its end; what it writes goes where ours goes.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken stop, params string[] arguments)
    {
        await output.WriteLineAsync($"\n$ releasemanager {string.Join(' ', arguments)}");
        await output.FlushAsync(stop);
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet", [Program, .. arguments])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
        };
        if (!Path.GetFileNameWithoutExtension(start.FileName).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            // The sandbox was started by its own executable, and not through dotnet.
            start.FileName = "dotnet";
        }

        start.Environment["KUBECONFIG"] = kubeconfig;
        using var process =
            Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        try
        {
            await process.WaitForExitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode;
    }
}
