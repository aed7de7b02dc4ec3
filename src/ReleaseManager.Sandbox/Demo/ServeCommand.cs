namespace ReleaseManager.Sandbox.Demo;

/// <summary>Leaves two clusters running until Ctrl+C, to play with.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(TextWriter output)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        var folder = Directory.CreateTempSubdirectory("releasemanager-sandbox-").FullName;
        await using var blue = await SandboxCluster.StartAsync(new SandboxOptions { Name = "blue" }, stop.Token);
        await using var green = await SandboxCluster.StartAsync(new SandboxOptions { Name = "green" }, stop.Token);
        var kubeconfig = SandboxCluster.WriteKubeconfig(Path.Combine(folder, "kubeconfig"), blue, green);
        await output.WriteLineAsync($"export KUBECONFIG={kubeconfig}");
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C is how this ends.
        }

        Directory.Delete(folder, recursive: true);
        return 0;
    }
}
