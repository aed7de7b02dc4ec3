using ReleaseManager.Core.Backends;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.Import;
using ReleaseManager.Core.Import.Render;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Lab.RoundTrip;

/// <summary>The whole way of releases from one real cluster through a folder into another.</summary>
internal sealed class Trip(LabFixture lab)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A state in a folder of its own.</summary>
    public ReleaseState State => field ??= ReleaseState.At(new LocalBackend(Folder));

    /// <summary>That folder.</summary>
    public string Folder { get; } = lab.CreateFolder();

    /// <summary>A line for each result that is not a success.</summary>
    public static string NotRestored(IEnumerable<ReleaseImportResult> results) =>
        string.Join(
            '\n',
            results
                .Where(result => result.Outcome != ReleaseImportOutcome.Restored)
                .Select(result =>
                    $"{result.Namespace}/{result.Name}: {result.Outcome} {result.ErrorId} {result.Message}"
                )
        );

    public static KubeClient Connect(KubernetesCluster cluster) =>
        new(KubeConfig.Load(cluster.Kubeconfig, context: null));

    public async Task<ExportResult> ExportAsync(KubernetesCluster cluster, ExportOptions? options = null)
    {
        using var client = Connect(cluster);
        return await new Exporter(client, State, TimeProvider.System).RunAsync(
            options ?? new ExportOptions(),
            progress: null,
            Stop
        );
    }

    public async Task<ReleaseImportPlan> PlanAsync(KubernetesCluster cluster, ImportOptions? options = null)
    {
        using var client = Connect(cluster);
        return await new ImportPlanner(client, State).PlanAsync(options ?? new ImportOptions(), progress: null, Stop);
    }

    public async Task<IReadOnlyList<ReleaseImportResult>> ImportAsync(
        KubernetesCluster cluster,
        ImportOptions? options = null
    ) => await RunAsync(cluster, await PlanAsync(cluster, options), options?.Render);

    public async Task<IReadOnlyList<ReleaseImportResult>> RunAsync(
        KubernetesCluster cluster,
        ReleaseImportPlan plan,
        RenderInput? render = null
    )
    {
        using var client = Connect(cluster);
        var results = new List<ReleaseImportResult>();
        var importer = new Importer(client, State) { Render = render ?? RenderInput.None };
        await foreach (var result in importer.RunAsync(plan, progress: null, Stop))
        {
            results.Add(result);
        }

        return results;
    }
}
