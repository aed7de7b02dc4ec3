using System.Diagnostics;
using Xunit;

namespace ReleaseManager.Core.Tests.Sandbox;

/// <summary>A real program against the sandbox; the test is skipped where this machine has none.</summary>
internal sealed class RealTool
{
    private readonly string _program;
    private readonly string _kubeconfig;
    private readonly string _home;

    private RealTool(string program, string kubeconfig)
    {
        _program = program;
        _kubeconfig = kubeconfig;
        _home = Path.GetDirectoryName(kubeconfig)!;
    }

    /// <summary>Full path of the program.</summary>
    public string Program => _program;

    /// <summary>Where Helm keeps its records: <c>secret</c> or <c>configmap</c>.</summary>
    public string Driver { get; init; } = "secret";

    /// <summary>Finds <c>helm</c> or <c>kubectl</c> in the path or in the lab's cache.</summary>
    public static RealTool Require(string name, string kubeconfig, string driver = "secret")
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(
                Path.Combine(
                    string.IsNullOrEmpty(cache)
                        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache")
                        : cache,
                    "releasemanager-lab",
                    "bin"
                )
            );
        var file = OperatingSystem.IsWindows() ? $"{name}.exe" : name;
        var program = folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, $"{name} is neither in the path nor in the lab's cache");
        return new RealTool(program!, kubeconfig) { Driver = driver };
    }

    /// <summary>Runs it to its end, which must be a good one; returns what it wrote to the standard output.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var (code, output, error) = await TryAsync(arguments);
        Assert.True(code == 0, $"{Path.GetFileName(_program)} {string.Join(' ', arguments)}: {error}{output}");
        return output;
    }

    /// <summary>Runs it to its end, good or bad.</summary>
    public async Task<(int Code, string Output, string Error)> TryAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(_program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KUBECONFIG"] = _kubeconfig;
        start.Environment["HOME"] = _home;
        start.Environment["HELM_DRIVER"] = Driver;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output, await error);
    }
}
