using System.Diagnostics;
using System.Runtime.InteropServices;
using ReleaseManager.Lab;

if (args is not ["up"])
{
    await Console.Error.WriteLineAsync("usage: lab up    starts two clusters and leaves them running until Ctrl+C");
    return 2;
}

if (LabTools.Find(out var reason) is not { } tools)
{
    await Console.Error.WriteLineAsync(reason);
    return 1;
}

using var stop = new CancellationTokenSource();
void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End);
try
{
    var start = Stopwatch.GetTimestamp();
    using var folder = LabFolder.Create();
    await using var clusters = await LabClusters.StartAsync(tools, folder.Path, stop.Token);
    foreach (var cluster in (KubernetesCluster[])[clusters.A, clusters.B])
    {
        Console.WriteLine($"{cluster.Name}  {cluster.Server}  KUBECONFIG={cluster.Kubeconfig}");
    }

    Console.WriteLine($"helm: {tools.Helm}");
    Console.WriteLine($"Up in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s.");
    Console.WriteLine("Ctrl+C ends both clusters and removes what they hold.");
    await Task.Delay(Timeout.InfiniteTimeSpan, stop.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    // Asked to end; the clusters have been stopped on the way here.
}

return 0;
