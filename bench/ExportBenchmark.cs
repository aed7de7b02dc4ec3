using System.Globalization;
using ReleaseManager.Lab;

namespace ReleaseManager.Bench;

/// <summary>
/// A cluster with many big releases: what an export of it takes, beside the least that reading it can take and beside what people use today;
/// then what it takes to bring all of it back into an empty cluster.
/// </summary>
internal sealed class ExportBenchmark(LabTools tools, FillPlan plan, bool exportOnly)
{
    public const int FullReleases = 1000;
    public const int FullRevisions = 10;
    public const int FullSize = 44_000;

    private const double PeakLimit = 200;
    private const double TimeLimit = 3;

    private readonly Report _report = new(
        plan.Releases >= FullReleases && plan.Revisions >= FullRevisions && plan.ValueBytes >= FullSize
    );

    /// <summary>Runs it all.</summary>
    public async Task<Report> RunAsync(CancellationToken stop)
    {
        using var folder = LabFolder.Create();
        var state = folder.CreateSubfolder();
        await using (var a = await StartAsync("bench-a", folder, stop))
        {
            await ExportAsync(a, state, stop);
        }

        if (!exportOnly)
        {
            // The first one has gone, so that the memory of one server is enough.
            await using var b = await StartAsync("bench-b", folder, stop);
            await ImportAsync(b, state, stop);
        }

        return _report;
    }

    private Task<KubernetesCluster> StartAsync(string name, LabFolder folder, CancellationToken stop) =>
        KubernetesCluster.StartAsync(tools, new ClusterOptions { Name = name }, Path.Combine(folder.Path, name), stop);

    private async Task ExportAsync(KubernetesCluster cluster, string state, CancellationToken stop)
    {
        using var api = cluster.OpenHttp();
        var programs = new Programs(tools, cluster);
        await Setting.SayAsync(api, stop);
        Report.Say(
            $"{plan.Releases} releases of {plan.Revisions} revisions, values of {plan.ValueBytes} bytes, in {plan.Namespaces} namespaces"
        );
        Report.Head();
        var began = TimeProvider.System.GetTimestamp();
        await new ClusterFill(api, plan).RunAsync(stop);
        var filling = TimeProvider.System.GetElapsedTime(began);
        Report.Add("filling the cluster", filling, Rate(plan.Records, filling, "records"));

        var raw = new RawPages(api, plan);
        var before = await raw.RunAsync(stop);
        AddRaw("raw read of the pages, before", before);
        var first = await programs.RunAsync("export", state, stop);
        Report.Add("releasemanager export", first, Last(first));
        var second = await programs.RunAsync("export", state, stop);
        Report.Add("releasemanager export, nothing changed", second, Last(second));
        var after = await raw.RunAsync(stop);
        AddRaw("raw read of the pages, after", after);
        if (!exportOnly)
        {
            Report.Add("helm list -A", await programs.Helm.RunAsync(["list", "-A"], stop));
            string[] all = ["get", "secrets", "-A", "-l", "owner=helm", "-o", "json"];
            Report.Add("kubectl get secrets -A -l owner=helm -o json", await programs.Kubectl.RunAsync(all, stop));
        }

        var least = before.Took < after.Took ? before.Took : after.Took;
        _report.AtMost("export, peak in MiB", Report.InMebibytes(first.PeakBytes), PeakLimit);
        _report.AtMost("unchanged export, peak in MiB", Report.InMebibytes(second.PeakBytes), PeakLimit);
        _report.AtMost("export, times the faster raw read", first.Took / least, TimeLimit);
    }

    private async Task ImportAsync(KubernetesCluster cluster, string state, CancellationToken stop)
    {
        var programs = new Programs(tools, cluster);
        Report.Say($"the same into an empty cluster");
        Report.Head();
        var first = await programs.RunAsync("import", state, stop);
        Report.Add("releasemanager import", first, Rate(plan.Records, first.Took, "records"));
        Report.Add("releasemanager import, all there", await programs.RunAsync("import", state, stop));
        var found = await programs.CountAsync(stop);
        if (found != plan.Releases)
        {
            throw new LabException($"helm list shows {found} deployed releases, not {plan.Releases}");
        }

        Report.Say($"helm list shows {found} deployed releases there");
        _report.AtMost("import, peak in MiB", Report.InMebibytes(first.PeakBytes), PeakLimit);
    }

    private static void AddRaw(string what, RawRead read) =>
        Report.Add(
            what,
            read.Took,
            string.Create(CultureInfo.InvariantCulture, $"{read.Pages} pages, {read.Bytes / 1e6:0} MB")
        );

    private static string Rate(int count, TimeSpan took, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count / took.TotalSeconds:0} {what} a second");

    private static string Last(MeasuredRun run) => run.Output.Trim().Split('\n')[^1];
}
