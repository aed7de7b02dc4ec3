using System.Diagnostics;

namespace ReleaseManager.Sandbox.Demo;

/// <summary>Runs real Helm, for recording fixtures.</summary>
internal sealed class HelmProcess(string kubeconfig, string home)
{
    /// <summary>Runs Helm to its end.</summary>
    /// <param name="driver">Where Helm keeps its records.</param>
    /// <param name="killWhen">When this task ends first, Helm is killed where it stands.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string driver, Task? killWhen, CancellationToken stop, params string[] arguments)
    {
        var start = new ProcessStartInfo("helm", arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["KUBECONFIG"] = kubeconfig;
        start.Environment["HOME"] = home;
        start.Environment["HELM_DRIVER"] = driver;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("helm did not start.");
        var shown = process.StandardOutput.ReadToEndAsync(stop);
        var ended = process.WaitForExitAsync(stop);
        if (killWhen is not null && await Task.WhenAny(ended, killWhen) == killWhen)
        {
            process.Kill();
        }

        await ended;
        await shown;
        return process.ExitCode;
    }
}
