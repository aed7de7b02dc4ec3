using System.Text.Json.Nodes;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.Import;
using ReleaseManager.Lab.RoundTrip;
using ReleaseManager.Lab.Scenario;
using Xunit;

namespace ReleaseManager.Lab.Import;

/// <summary>
/// A saved release, to be brought back again and again, each time into another namespace of the second cluster in which something is in its way.
/// </summary>
public sealed class ConflictBench(LabFixture lab) : IAsyncDisposable
{
    /// <summary>The release, its ConfigMap, its Service and its Deployment: all have this name.</summary>
    public const string Name = "web";

    private const string Source = "conflicts";
    private const string Finalizer = "lab.releasemanager/held";
    private readonly SemaphoreSlim _starting = new(1);
    private Trip? _trip;
    private KubernetesCluster? _cluster;
    private LabApi? _api;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The cluster with the conflicts.</summary>
    public LabApi Api => _api!;

    /// <summary>Real Helm there.</summary>
    public HelmCli Helm => _cluster!.Helm;

    /// <summary>Saves the release once, for the first test that asks; skips the test where the lab is not installed.</summary>
    public async Task StartAsync()
    {
        await _starting.WaitAsync(Stop);
        try
        {
            if (_trip is null)
            {
                var (a, b) = await lab.SharedAsync();
                string[] install =
                [
                    "upgrade",
                    "--install",
                    Name,
                    LabCharts.At("plain"),
                    "-n",
                    Source,
                    "--create-namespace",
                ];
                await a.Helm.RequireAsync(install, Stop);
                var trip = new Trip(lab);
                await trip.ExportAsync(a, new ExportOptions { Namespaces = [Source] });
                (_trip, _cluster, _api) = (trip, b, b.OpenApi());
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>What an import into a namespace would do.</summary>
    public Task<ReleaseImportPlan> PlanAsync(string ns, ReleaseImportSettings settings) =>
        _trip!.PlanAsync(_cluster!, new ImportOptions { TargetNamespace = ns, Settings = settings });

    /// <summary>Carries out a plan for one release.</summary>
    public async Task<ReleaseImportResult> RunAsync(ReleaseImportPlan plan) =>
        Assert.Single(await _trip!.RunAsync(_cluster!, plan));

    /// <summary>Makes a namespace that a webhook of its own may be registered for.</summary>
    public Task CreateNamespaceAsync(string ns) =>
        Api.CreateAsync(
            "/api/v1/namespaces",
            Named(ns, labels: new JsonObject { ["lab.releasemanager/checked"] = ns }),
            Stop
        );

    /// <summary>Makes a ConfigMap of the release's name.</summary>
    /// <param name="owner">The release whose stamp it bears; null for none.</param>
    /// <param name="held">Whether it stays, once deleted, until <see cref="LetGoAsync"/>.</param>
    public Task CreateSettingsAsync(string ns, string? owner, bool held = false)
    {
        var settings = Named(Name, Labels(owner), Annotations(ns, owner), held);
        settings["data"] = new JsonObject { ["mode"] = "theirs" };
        return Api.CreateAsync($"/api/v1/namespaces/{ns}/configmaps", settings, Stop);
    }

    /// <summary>Makes a Deployment of the release's name that selects other Pods than the release's.</summary>
    public Task CreateDeploymentAsync(string ns, string? owner)
    {
        var other = new JsonObject { ["app"] = "other" };
        var deployment = Named(Name, Labels(owner), Annotations(ns, owner));
        deployment["spec"] = new JsonObject
        {
            ["replicas"] = 1,
            ["selector"] = new JsonObject { ["matchLabels"] = other },
            ["template"] = new JsonObject
            {
                ["metadata"] = new JsonObject { ["labels"] = other.DeepClone() },
                ["spec"] = new JsonObject
                {
                    ["containers"] = new JsonArray(new JsonObject { ["name"] = "main", ["image"] = "lab/other:1" }),
                },
            },
        };
        return Api.CreateAsync($"/apis/apps/v1/namespaces/{ns}/deployments", deployment, Stop);
    }

    /// <summary>Allows no more Deployments in a namespace than there are.</summary>
    public Task ForbidDeploymentsAsync(string ns) => DeploymentQuota.CreateAsync(Api, ns, Stop);

    /// <summary>Deletes the ConfigMap, which is held.</summary>
    public Task DeleteSettingsAsync(string ns) => Api.DeleteAsync(Settings(ns), null, Stop);

    /// <summary>Deletes a namespace with a held ConfigMap in it.</summary>
    public Task DeleteNamespaceAsync(string ns) => Api.DeleteAsync($"/api/v1/namespaces/{ns}", null, Stop);

    /// <summary>Lets the held ConfigMap go.</summary>
    public Task LetGoAsync(string ns) =>
        Api.MergeAsync(Settings(ns), new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } }, Stop);

    /// <summary>Waits until the import has begun to write.</summary>
    public Task BegunAsync(string ns) =>
        Poll.UntilAsync(
            "the record",
            TimeSpan.FromSeconds(30),
            inner => Api.ExistsAsync($"/api/v1/namespaces/{ns}/secrets/sh.helm.release.v1.{Name}.v1", inner),
            stop: Stop
        );

    /// <summary>All that stands in a namespace, without what the server fills in; who it is by its uid.</summary>
    public async Task<IReadOnlyDictionary<ObjectId, JsonObject>> ReadAsync(string ns)
    {
        var objects = new Dictionary<ObjectId, JsonObject>();
        foreach (
            var (path, version, kind) in ((string, string, string)[])
                [
                    ($"/api/v1/namespaces/{ns}/configmaps", "v1", "ConfigMap"),
                    ($"/api/v1/namespaces/{ns}/services", "v1", "Service"),
                    ($"/api/v1/namespaces/{ns}/secrets?labelSelector=owner%3Dhelm", "v1", "Secret"),
                    ($"/apis/apps/v1/namespaces/{ns}/deployments", "apps/v1", "Deployment"),
                ]
        )
        {
            foreach (var item in (await Api.GetAsync(path, Stop))!.Children("items").Where(IsOfSomebody))
            {
                (item["apiVersion"], item["kind"]) = (version, kind);
                var uid = item["metadata"]!["uid"]!.DeepClone();
                ServerFields.Remove(item);
                item["metadata"]!["uid"] = uid;
                objects.Add(ObjectId.Of(item), item);
            }
        }

        return objects;
    }

    public ValueTask DisposeAsync()
    {
        _api?.Dispose();
        _starting.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>All but what the controllers put into every namespace.</summary>
    private static bool IsOfSomebody(JsonObject item) => item.Child("metadata").Text("name") is not "kube-root-ca.crt";

    private static string Settings(string ns) => $"/api/v1/namespaces/{ns}/configmaps/{Name}";

    private static JsonObject Labels(string? owner) =>
        owner is null ? [] : new JsonObject { ["app.kubernetes.io/managed-by"] = "Helm" };

    private static JsonObject Annotations(string ns, string? owner) =>
        owner is null
            ? []
            : new JsonObject { ["meta.helm.sh/release-name"] = owner, ["meta.helm.sh/release-namespace"] = ns };

    private static JsonObject Named(
        string name,
        JsonObject? labels = null,
        JsonObject? annotations = null,
        bool held = false
    ) =>
        new()
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["labels"] = labels ?? [],
                ["annotations"] = annotations ?? [],
                ["finalizers"] = held ? new JsonArray(Finalizer) : [],
            },
        };
}
