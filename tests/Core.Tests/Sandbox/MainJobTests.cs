using ReleaseManager.Contracts;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.Import;
using ReleaseManager.Core.State;
using ReleaseManager.Sandbox;
using ReleaseManager.Sandbox.Demo;
using Xunit;

namespace ReleaseManager.Core.Tests.Sandbox;

/// <summary>The main job in one process: what real Helm recorded goes through a folder into another cluster.</summary>
public sealed class MainJobTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_helm_recorded_comes_back_as_it_was()
    {
        using var folder = new TemporaryFolder();
        await using var blue = await SandboxCluster.StartAsync(new SandboxOptions { Name = "blue" }, Stop);
        await using var green = await SandboxCluster.StartAsync(new SandboxOptions { Name = "green" }, Stop);
        blue.Load(Fixtures.Read());
        var kubeconfig = SandboxCluster.WriteKubeconfig(Path.Combine(folder.Path, "kubeconfig"), blue, green);
        using var source = new KubeClient(KubeConfig.Load(kubeconfig, "blue"));
        using var target = new KubeClient(KubeConfig.Load(kubeconfig, "green"));
        var state = ReleaseState.At(new LocalBackend(Path.Combine(folder.Path, "state")));

        var exporter = new Exporter(source, state, TimeProvider.System);
        var export = await exporter.RunAsync(new ExportOptions(), null, Stop);
        Assert.Empty(export.Problems);
        Assert.False((await exporter.RunAsync(new ExportOptions(), null, Stop)).Written);

        var results = await ImportAsync(target, state);
        Assert.Equal(export.Releases, results.Count);
        Assert.All(
            results,
            result => Assert.Equal((null, ReleaseImportOutcome.Restored), (result.Message, result.Outcome))
        );
        var comparison = ClusterComparison.Of(blue.Dump(), green.Dump());
        Assert.Equal(export.Releases, comparison.Releases.Count);
        Assert.Empty(comparison.Releases.SelectMany(release => release.Differences).Concat(comparison.Lost));

        green.ClearRequests();
        Assert.All(await ImportAsync(target, state), result => Assert.Equal(ReleaseImportAction.Skip, result.Action));
        Assert.DoesNotContain(green.Requests, request => request.Verb is "create" or "update" or "patch" or "delete");
    }

    private static async Task<List<ReleaseImportResult>> ImportAsync(KubeClient target, ReleaseState state)
    {
        var plan = await new ImportPlanner(target, state).PlanAsync(new ImportOptions(), null, Stop);
        var results = new List<ReleaseImportResult>();
        await foreach (var result in new Importer(target, state).RunAsync(plan, null, Stop))
        {
            results.Add(result);
        }

        return results;
    }
}
