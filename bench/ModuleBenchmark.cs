using ReleaseManager.Lab;

namespace ReleaseManager.Bench;

/// <summary>
/// The first look in a new session: what importing the module and a first Get-HelmRelease take beyond the start of PowerShell, beside
/// <c>helm list</c> of the same cluster. Each round runs all of it, so that other work on the machine weighs on all; the round in the middle counts.
/// </summary>
internal sealed class ModuleBenchmark(LabTools tools, int releases)
{
    public const int FullReleases = 50;

    private const int Rounds = 7;
    private const double TimeLimit = 15;

    private readonly Report _report = new(releases >= FullReleases);

    /// <summary>Runs it all.</summary>
    public async Task<Report> RunAsync(CancellationToken stop)
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
        await Setting.SayAsync(api, stop);
        Report.Say($"{releases} releases of 3 revisions, values of 8000 bytes");
        await new ClusterFill(api, Plan()).RunAsync(stop);
        await RoundsAsync(new Programs(tools, cluster), stop);
        return _report;
    }

    private FillPlan Plan() =>
        new()
        {
            Releases = releases,
            Revisions = 3,
            Namespaces = Math.Min(10, releases),
            ValueBytes = 8000,
            Compressible = true,
        };

    private async Task RoundsAsync(Programs programs, CancellationToken stop)
    {
        List<double> imports = [];
        List<double> looks = [];
        Report.Head();
        for (var round = 1; round <= Rounds; round++)
        {
            var empty = await programs.RunShellAsync("1", stop);
            Report.Add("pwsh, nothing else", empty);
            var import = await programs.RunShellAsync($"Import-Module '{Programs.Module}'", stop);
            Report.Add("pwsh, Import-Module", import);
            var look = await programs.RunShellAsync(
                $"Import-Module '{Programs.Module}'; @(Get-HelmRelease -ErrorAction Stop).Count",
                stop
            );
            Report.Add("pwsh, Import-Module and Get-HelmRelease", look, $"{look.Output.Trim()} releases");
            var list = await programs.Helm.RunAsync(["list", "-A", "--max", "0"], stop);
            Report.Add("helm list -A", list);
            if (look.Output.Trim() != $"{releases}")
            {
                throw new LabException($"Get-HelmRelease shows '{look.Output.Trim()}' releases, not {releases}");
            }

            imports.Add((import.Took - empty.Took).TotalMilliseconds);
            looks.Add((look.Took - empty.Took) / list.Took);
        }

        Report.Say($"Import-Module beyond the start of pwsh, in ms: {imports.Order().ElementAt(Rounds / 2):0}");
        Report.Say(
            $"beyond the start of pwsh, times helm list, by round: {string.Join(", ", looks.Select(Report.Figure))}"
        );
        _report.AtMost(
            "Import-Module and Get-HelmRelease, times helm list",
            looks.Order().ElementAt(Rounds / 2),
            TimeLimit
        );
    }
}
