using ReleaseManager.Lab;

namespace ReleaseManager.Bench;

/// <summary>A filled cluster to try things against, by hand or under a profiler.</summary>
internal static class FilledCluster
{
    /// <summary>Fills a cluster and waits to be ended.</summary>
    public static async Task<Report> RunAsync(LabTools tools, FillPlan plan, CancellationToken stop)
    {
        using var folder = LabFolder.Create();
        var path = Path.Combine(folder.Path, "bench-a");
        await using var cluster = await KubernetesCluster.StartAsync(
            tools,
            new ClusterOptions { Name = "bench-a" },
            path,
            stop
        );
        using var api = cluster.OpenHttp();
        await new ClusterFill(api, plan).RunAsync(stop);
        Report.Say($"KUBECONFIG={cluster.Kubeconfig}");
        Report.Say($"{plan.Records} records are there. Ctrl+C ends the cluster and removes what it holds.");
        await Task.Delay(Timeout.InfiniteTimeSpan, stop);
        return new Report(isFullSize: false);
    }
}
