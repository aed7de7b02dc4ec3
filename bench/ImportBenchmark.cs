using System.Globalization;
using ReleaseManager.Lab;

namespace ReleaseManager.Bench;

/// <summary>
/// Many small releases: <c>helm install</c> of each, one after another, beside an import of the very same into an empty cluster.
/// </summary>
internal sealed class ImportBenchmark(LabTools tools, int releases)
{
    public const int FullReleases = 300;

    private const int PerNamespace = 10;
    private const double Limit = 8;

    private readonly Report _report = new(releases >= FullReleases);

    /// <summary>Runs it all.</summary>
    public async Task<Report> RunAsync(CancellationToken stop)
    {
        using var folder = LabFolder.Create();
        var state = folder.CreateSubfolder();
        await using var clusters = await LabClusters.StartAsync(tools, folder.Path, stop);
        var (a, b) = clusters;
        using (var api = a.OpenHttp())
        {
            await Setting.SayAsync(api, stop);
        }

        var atA = new Programs(tools, a);
        var atB = new Programs(tools, b);
        Report.Say($"{releases} releases of two objects, {PerNamespace} to a namespace");
        Report.Head();
        var installs = await InstallAsync(atA, stop);
        Report.Add("helm install, one after another", installs, Each(installs));
        var export = await atA.RunAsync("export", state, stop);
        Report.Add("releasemanager export", export);
        var import = await atB.RunAsync("import", state, stop);
        Report.Add("releasemanager import", import, Each(import));
        Report.Add("releasemanager import, all there", await atB.RunAsync("import", state, stop));
        await RequireAllAsync(atB, stop);
        _report.AtLeast("import, times as fast as helm install", installs.Took / import.Took, Limit);
        return _report;
    }

    private async Task<MeasuredRun> InstallAsync(Programs at, CancellationToken stop)
    {
        var sum = new MeasuredRun(TimeSpan.Zero, TimeSpan.Zero, 0, "");
        for (var number = 0; number < releases; number++)
        {
            var ns = string.Create(CultureInfo.InvariantCulture, $"small-{number / PerNamespace:00}");
            var name = string.Create(CultureInfo.InvariantCulture, $"release-{number:000}");
            // The namespace is made by the first that needs it, which saves the others a request each.
            string[] create = number % PerNamespace == 0 ? ["--create-namespace"] : [];
            var run = await at.Helm.RunAsync(["install", name, Programs.Chart, "-n", ns, .. create], stop);
            sum = new MeasuredRun(
                sum.Took + run.Took,
                sum.Processor + run.Processor,
                Math.Max(sum.PeakBytes, run.PeakBytes),
                ""
            );
        }

        return sum;
    }

    private async Task RequireAllAsync(Programs at, CancellationToken stop)
    {
        var found = await at.CountAsync(stop);
        if (found != releases)
        {
            throw new LabException($"helm list shows {found} deployed releases, not {releases}");
        }

        string[] services = ["get", "services", "-A", "-o", "name", "-l", "app.kubernetes.io/managed-by=Helm"];
        var objects = (await at.Kubectl.RunAsync(services, stop)).Output.Split('\n').Length - 1;
        if (objects != releases)
        {
            throw new LabException($"{objects} Services came back, not {releases}");
        }

        Report.Say($"helm list shows {found} deployed releases there, and kubectl their objects");
    }

    private string Each(MeasuredRun run) =>
        string.Create(CultureInfo.InvariantCulture, $"{run.Took.TotalMilliseconds / releases:0} ms a release");
}
