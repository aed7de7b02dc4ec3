using System.Diagnostics;
using Xunit;

namespace ReleaseManager.Cli.Tests;

/// <summary>Runs the built program as a shell would.</summary>
internal static class Cli
{
    private static readonly Dictionary<string, string> NoVariables = [];

    /// <summary>Runs it to its end.</summary>
    public static Task<CliOutcome> RunAsync(params string[] args) => RunAsync(NoVariables, args);

    /// <summary>Runs it to its end with more variables in its environment.</summary>
    public static async Task<CliOutcome> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        using var process = Start(environment, args);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new CliOutcome(process.ExitCode, await output, await errors);
    }

    /// <summary>Starts it.</summary>
    public static Process Start(params string[] args) => Start(NoVariables, args);

    /// <summary>Starts it with more variables in its environment.</summary>
    public static Process Start(IReadOnlyDictionary<string, string> environment, string[] args)
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
        foreach (var name in start.Environment.Keys.Where(IsOurs).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static bool IsOurs(string variable) => variable.StartsWith("RELEASEMANAGER_", StringComparison.Ordinal);
}
