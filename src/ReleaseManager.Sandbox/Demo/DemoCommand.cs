using System.Diagnostics;

namespace ReleaseManager.Sandbox.Demo;

/// <summary>The main job from end to end: what is released in blue is saved, brought back in green, and compared.</summary>
internal static class DemoCommand
{
    private static readonly string[][] Commands =
    [
        ["export", "local", "--path", "./state", "--kubecontext", "blue"],
        ["list", "local", "--path", "./state"],
        ["verify", "local", "--path", "./state"],
        ["import", "local", "--path", "./state", "--kubecontext", "green"],
    ];

    /// <returns>0 if all came back as it was; the first command's exit code that is not 0; 1 if something differs.</returns>
    public static async Task<int> RunAsync(TextWriter output, CancellationToken stop)
    {
        try
        {
            await using var clusters = await DemoClusters.StartAsync(stop);
            await output.WriteLineAsync(
                "Two Kubernetes clusters run in this process: blue holds releases that real Helm made, green is empty."
            );
            var watch = Stopwatch.StartNew();
            var commands = new CommandLine(clusters.Kubeconfig, clusters.Folder, output);
            foreach (var command in Commands)
            {
                if (await commands.RunAsync(stop, command) is not 0 and var code)
                {
                    await output.WriteLineAsync($"The command ended with exit code {code}.");
                    return code;
                }
            }

            var took = watch.Elapsed;
            var comparison = ClusterComparison.Of(clusters.Blue.Dump(), clusters.Green.Dump());
            await output.WriteLineAsync();
            await ComparisonReport.WriteAsync(comparison, took, output);
            return comparison.Same ? 0 : 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 130;
        }
    }
}
