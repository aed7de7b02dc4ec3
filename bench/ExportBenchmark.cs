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

    private const int Rounds = 3;
    private const double PeakLimit = 200;
    private const double TimeLimit = 3;

    private readonly Report _report = new(
        plan.Releases >= FullReleases && plan.Revisions >= FullRevisions && plan.ValueBytes >= FullSize
    );

    /// <summary>Runs it all.</summary>
    public async Task<Report> RunAsync(CancellationToken stop)
    {
        using var folder = LabFolder.Create();
        await using (var a = await StartAsync("bench-a", folder, stop))
        {
            await ExportAsync(a, folder, stop);
        }

        if (!exportOnly)
        {
            // The first one has gone, so that the memory of one server is enough.
            await using var b = await StartAsync("bench-b", folder, stop);
            await ImportAsync(b, State(folder), stop);
        }

        return _report;
    }

    private Task<KubernetesCluster> StartAsync(string name, LabFolder folder, CancellationToken stop) =>
        KubernetesCluster.StartAsync(tools, new ClusterOptions { Name = name }, Path.Combine(folder.Path, name), stop);

    private async Task ExportAsync(KubernetesCluster cluster, LabFolder folder, CancellationToken stop)
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

        await RoundsAsync(new RawPages(api), programs, folder, stop);
        var second = await programs.RunAsync("export", State(folder), stop);
        Report.Add("releasemanager export, nothing changed", second, Last(second));
        _report.AtMost("unchanged export, peak in MiB", Report.InMebibytes(second.PeakBytes), PeakLimit);
        if (!exportOnly)
        {
            await OthersAsync(programs, stop);
        }
    }

    /// <summary>
    /// Other work on the machine slows both down, but not both alike at every moment: each export is held against the raw reads just before and
    /// just after it, and the round in the middle counts.
    /// </summary>
    private async Task RoundsAsync(RawPages pages, Programs programs, LabFolder folder, CancellationToken stop)
    {
        List<double> times = [];
        List<long> peaks = [];
        var before = await ReadAsync(pages, stop);
        for (var round = 1; round <= Rounds; round++)
        {
            // A new state each time: what is saved already would not be read again. The last one is kept.
            var state = State(folder);
            if (Directory.Exists(state))
            {
                Directory.Delete(state, recursive: true);
            }

            var export = await programs.RunAsync("export", state, stop);
            Report.Add("releasemanager export", export, Last(export));
            var after = await ReadAsync(pages, stop);
            times.Add(export.Took / ((before.Took + after.Took) / 2));
            peaks.Add(export.PeakBytes);
            before = after;
        }

        _report.AtMost("export, peak in MiB", Report.InMebibytes(peaks.Max()), PeakLimit);
        Report.Say($"export, times the raw read, by round: {string.Join(", ", times.Select(Report.Figure))}");
        _report.AtMost("export, times the raw read", times.Order().ElementAt(Rounds / 2), TimeLimit);
    }

    private static async Task<RawRead> ReadAsync(RawPages pages, CancellationToken stop)
    {
        var read = await pages.RunAsync(stop);
        var note = string.Create(CultureInfo.InvariantCulture, $"{read.Pages} pages, {read.Bytes / 1e6:0} MB");
        Report.Add("raw read of the same pages", read.Took, note);
        return read;
    }

    private static async Task OthersAsync(Programs programs, CancellationToken stop)
    {
        (string Name, MeasuredProgram Program, string[] Arguments)[] others =
        [
            ("helm", programs.Helm, ["list", "-A"]),
            ("kubectl", programs.Kubectl, ["get", "secrets", "-A", "-l", "owner=helm", "-o", "json"]),
        ];
        foreach (var (name, program, arguments) in others)
        {
            var what = $"{name} {string.Join(' ', arguments)}";
            try
            {
                Report.Add(what, await program.RunAsync(arguments, stop));
            }
            catch (LabException error)
            {
                // They read everything in one answer, which a busy server may cut off after a minute.
                Report.Say($"{what} failed: {error.Message.Trim().ReplaceLineEndings(" ")}");
            }
        }
    }

    private static string State(LabFolder folder) => Path.Combine(folder.Path, "state");

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
    }

    private static string Rate(int count, TimeSpan took, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count / took.TotalSeconds:0} {what} a second");

    private static string Last(MeasuredRun run) => run.Output.Trim().Split('\n')[^1];
}
