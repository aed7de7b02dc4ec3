namespace ReleaseManager.Sandbox.Demo;

/// <summary>Leaves two clusters running until Ctrl+C, to play with.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(TextWriter output, CancellationToken stop)
    {
        await using var clusters = await DemoClusters.StartAsync(stop);
        await output.WriteLineAsync(
            $"""
            Two clusters are running: blue holds releases that real Helm made, green is empty.
            They are gone, with all that is in them, when you press Ctrl+C. In another terminal:

              export KUBECONFIG={clusters.Kubeconfig}
              kubectl --context blue get secrets --all-namespaces
              helm --kube-context blue list --all-namespaces --all
              dotnet {CommandLine.Program} export local --path ./state --kubecontext blue
              dotnet {CommandLine.Program} import local --path ./state --kubecontext green
              helm --kube-context green list --all-namespaces --all
            """
        );
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stop);
        }
        catch (OperationCanceledException)
        {
            await output.WriteLineAsync("Both clusters are gone.");
        }

        return 0;
    }
}
