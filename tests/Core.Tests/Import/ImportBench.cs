using System.Text.Json.Nodes;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Import;
using ReleaseManager.Core.State;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Import;

/// <summary>A saved state in memory and a cluster in process to bring it into.</summary>
internal sealed class ImportBench : IAsyncDisposable
{
    private readonly string _kubeconfig;

    private ImportBench(SandboxCluster cluster, string kubeconfig, ReleaseState state) =>
        (Cluster, _kubeconfig, State) = (cluster, kubeconfig, state);

    public SandboxCluster Cluster { get; }

    public ReleaseState State { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<ImportBench> StartAsync(SandboxOptions? options = null)
    {
        var cluster = await SandboxCluster.StartAsync(options, Stop);
        var kubeconfig = Path.Combine(Path.GetTempPath(), $"rm-{Guid.NewGuid():n}.kubeconfig");
        return new ImportBench(cluster, cluster.WriteKubeconfig(kubeconfig), ReleaseState.At(new MemoryBackend()));
    }

    /// <summary>This state, to be brought into the cluster of another bench.</summary>
    public ImportBench WithClusterOf(ImportBench other) => new(other.Cluster, other._kubeconfig, State);

    public KubeClient Connect(KubeClientOptions? options = null) =>
        new(KubeConfig.Load(_kubeconfig, context: null), options);

    public async Task SaveAsync(params SavedReleaseBuilder[] releases) => await SaveAsync([], releases);

    public async Task SaveAsync(IReadOnlyList<JsonObject> captured, params SavedReleaseBuilder[] releases)
    {
        var identity = new ClusterIdentity { KubeSystemUid = "11111111-1111-1111-1111-111111111111" };
        var header = await State.CreateHeaderAsync(identity, Stop);
        var entries = new List<ListingEntry>();
        foreach (var release in releases)
        {
            entries.AddRange(await release.SaveAsync(State, Stop));
        }

        var resources = new List<CapturedResource>();
        foreach (var item in captured)
        {
            var kind = item["kind"]!.ToString() switch
            {
                "Namespace" => CapturedResource.Namespace,
                "Secret" => CapturedResource.Secret,
                "ConfigMap" => CapturedResource.ConfigMap,
                "ServiceAccount" => CapturedResource.ServiceAccount,
                _ => CapturedResource.Crd,
            };
            var name = item["metadata"]!["name"]!.ToString();
            var full = item["metadata"]!["namespace"] is { } ns ? $"{ns}/{name}" : name;
            resources.Add(new CapturedResource(kind, full, await State.SaveResourceAsync(item, Stop)));
        }

        var draft = new SnapshotDraft
        {
            Cluster = identity,
            KubernetesVersion = "v1.30.0",
            Writer = "tests",
            Scope = SnapshotScope.Everything,
            Entries = entries,
            Resources = resources,
        };
        Assert.NotNull(header);
        await State.CommitAsync(draft, await State.ReadBaseAsync(identity, takeOver: false, Stop), Stop);
    }

    public async Task<ReleaseImportPlan> PlanAsync(ImportOptions? options = null)
    {
        using var client = Connect();
        return await new ImportPlanner(client, State).PlanAsync(options ?? new ImportOptions(), progress: null, Stop);
    }

    public async Task<IReadOnlyList<ReleaseImportResult>> ImportAsync(ReleaseImportSettings? settings = null) =>
        await RunAsync(
            await PlanAsync(new ImportOptions { Settings = settings ?? new ReleaseImportSettings() }),
            retries: null
        );

    public async Task<IReadOnlyList<ReleaseImportResult>> RunAsync(ReleaseImportPlan plan, int? retries)
    {
        using var client = Connect(retries is { } number ? new KubeClientOptions { MaxRetries = number } : null);
        var results = new List<ReleaseImportResult>();
        await foreach (var result in new Importer(client, State).RunAsync(plan, progress: null, Stop))
        {
            results.Add(result);
        }

        return results;
    }

    public async Task<JsonObject?> GetAsync(string path)
    {
        using var client = Cluster.CreateClient();
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Stop);
        return answer.IsSuccessStatusCode
            ? JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!.AsObject()
            : null;
    }

    public async Task<JsonArray> ListAsync(string path) =>
        (await GetAsync(path))?["items"]?.DeepClone().AsArray() ?? [];

    public async Task PostAsync(string path, JsonObject body)
    {
        using var client = Cluster.CreateClient();
        using var content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    public async Task PutAsync(string path, JsonObject body)
    {
        using var client = Cluster.CreateClient();
        using var content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PutAsync(new Uri(path, UriKind.Relative), content, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(_kubeconfig);
        await Cluster.DisposeAsync();
    }
}
