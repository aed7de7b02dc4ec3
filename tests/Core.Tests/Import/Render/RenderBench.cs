using System.Text.Json.Nodes;
using ReleaseManager.Contracts;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.Import;
using ReleaseManager.Core.Import.Render;
using ReleaseManager.Core.State;
using ReleaseManager.Core.Tests.Sandbox;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Import.Render;

/// <summary>A cluster in which real Helm has installed a chart, what was exported of it, and another cluster to render it into.</summary>
internal sealed class RenderBench : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private SandboxCluster? _from;
    private SandboxCluster? _to;

    public RealTool FromHelm => field ??= RealTool.Require("helm", _folder.Below("from.kubeconfig"));

    public RealTool ToHelm => field ??= RealTool.Require("helm", _folder.Below("to.kubeconfig"));

    public ReleaseState State { get; } = ReleaseState.At(new MemoryBackend());

    /// <summary>Takes helm's place; null for the real one.</summary>
    public string? Helm { get; set; }

    /// <summary>Values to be overwritten where they are set.</summary>
    public string[] Updates { get; set; } = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static string Chart(string name) => Path.Combine(Repository.Root, "tests", "charts", name);

    /// <summary>Starts both clusters, installs a chart into the first as release <c>web</c> of namespace <c>shop</c>, and exports it.</summary>
    public static async Task<RenderBench> StartAsync(string chart, params string[] arguments)
    {
        var bench = new RenderBench();
        _ = bench.FromHelm.Program;
        bench._from = await SandboxCluster.StartAsync(null, Stop);
        bench._to = await SandboxCluster.StartAsync(null, Stop);
        bench._from.WriteKubeconfig(bench._folder.Below("from.kubeconfig"));
        bench._to.WriteKubeconfig(bench._folder.Below("to.kubeconfig"));
        await bench.FromHelm.RunAsync(["install", "web", chart, "-n", "shop", "--create-namespace", .. arguments]);
        using var client = bench.Connect("from");
        await new Exporter(client, bench.State, TimeProvider.System).RunAsync(
            new ExportOptions(),
            progress: null,
            Stop
        );
        return bench;
    }

    public string Below(string name) => _folder.Below(name);

    public async Task<ReleaseImportPlan> PlanAsync(ReleaseImportSettings? settings = null, string? values = null)
    {
        using var client = Connect("to");
        return await new ImportPlanner(client, State).PlanAsync(
            new ImportOptions
            {
                Settings = (settings ?? new()) with { Mode = ReleaseImportMode.Render },
                Render = Input(values),
            },
            progress: null,
            Stop
        );
    }

    public async Task<ReleaseImportResult> ImportAsync(ReleaseImportSettings? settings = null, string? values = null) =>
        await RunAsync(await PlanAsync(settings, values), values);

    public async Task<ReleaseImportResult> RunAsync(ReleaseImportPlan plan, string? values = null)
    {
        using var client = Connect("to");
        var results = new List<ReleaseImportResult>();
        await foreach (
            var result in new Importer(client, State) { Render = Input(values) }.RunAsync(plan, progress: null, Stop)
        )
        {
            results.Add(result);
        }

        return Assert.Single(results);
    }

    public KubeClient Connect(string which) =>
        new(KubeConfig.Load(_folder.Below($"{which}.kubeconfig"), context: null));

    public async ValueTask DisposeAsync()
    {
        foreach (var cluster in (SandboxCluster?[])[_from, _to])
        {
            if (cluster is not null)
            {
                await cluster.DisposeAsync();
            }
        }

        _folder.Dispose();
    }

    private RenderInput Input(string? values) =>
        new()
        {
            HelmBinary = Helm ?? ToHelm.Program,
            Updates = ValueUpdate.Parse(Updates),
            Values = values is null ? null : JsonNode.Parse(values)!.AsObject(),
        };
}
