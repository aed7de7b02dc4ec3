using System.Runtime.InteropServices;
using ReleaseManager.Lab;
using ReleaseManager.Lab.Scenario;

const string Usage = """
    usage: lab-scenario up [secret|configmap]   fills a cluster with releases and leaves it running until Ctrl+C
           lab-scenario twice                   fills two clusters and says in which objects they differ
    """;

using var stop = new CancellationTokenSource();
void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
Func<LabTools, Task>? command = args switch
{
    ["up"] => tools => UpAsync(tools, "secret"),
    ["up", "secret" or "configmap"] => tools => UpAsync(tools, args[1]),
    ["twice"] => TwiceAsync,
    _ => null,
};
if (command is null)
{
    await Console.Error.WriteLineAsync(Usage);
    return 2;
}

if (LabTools.Find(out var reason) is not { } found)
{
    await Console.Error.WriteLineAsync(reason);
    return 1;
}

try
{
    await command(found);
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    // Asked to end; what was started has been stopped on the way here.
    return 130;
}
catch (LabException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}

async Task UpAsync(LabTools tools, string driver)
{
    using var folder = LabFolder.Create();
    var options = new ClusterOptions { Name = "lab-a" };
    await using var cluster = await KubernetesCluster.StartAsync(tools, options, folder.Path, stop.Token);
    await FillAsync(new ReleaseScenario(cluster, driver));
    Console.WriteLine($"KUBECONFIG={cluster.Kubeconfig} HELM_DRIVER={driver}   helm: {tools.Helm}");
    Console.WriteLine("Ctrl+C ends the cluster and removes what it holds.");
    await Task.Delay(Timeout.InfiniteTimeSpan, stop.Token);
}

async Task TwiceAsync(LabTools tools)
{
    using var folder = LabFolder.Create();
    await using var clusters = await LabClusters.StartAsync(tools, folder.Path, stop.Token);
    await FillAsync(new ReleaseScenario(clusters.A));
    await FillAsync(new ReleaseScenario(clusters.B));
    // What is generated and what has times differs; the rest is noise that a comparison must not make.
    var options = new ComparisonOptions { Records = false, Managers = true };
    foreach (var line in await ClusterComparison.CompareAsync(clusters.A, clusters.B, options, stop.Token))
    {
        Console.WriteLine(line);
    }
}

async Task FillAsync(ReleaseScenario scenario)
{
    var start = TimeProvider.System.GetTimestamp();
    await scenario.FillAsync(stop.Token);
    var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    Console.WriteLine($"{ReleaseScenario.Releases.Count} releases in {seconds:0} s");
}
