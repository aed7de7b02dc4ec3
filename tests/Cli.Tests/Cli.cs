using System.Diagnostics;
using Xunit;

namespace ReleaseManager.Cli.Tests;

/// <summary>Runs the built program as a shell would.</summary>
internal static class Cli
{
    /// <summary>Runs it to its end.</summary>
    public static async Task<CliOutcome> RunAsync(params string[] args)
    {
        using var process = Start(args);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new CliOutcome(process.ExitCode, await output, await errors);
    }

    /// <summary>Starts it.</summary>
    public static Process Start(params string[] args)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "releasemanager.dll"));
        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        // A kubeconfig of the machine that the tests run on must never be met.
        start.Environment["KUBECONFIG"] = Path.Combine(AppContext.BaseDirectory, "none");
        return Process.Start(start)!;
    }
}
