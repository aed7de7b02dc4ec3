using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using Xunit;

namespace ReleaseManager.Contracts;

/// <summary>
/// What ReleaseManager expects of a Kubernetes API. Runs against a real kube-apiserver and against the sandbox, so that the sandbox stays honest.
/// Each test has a namespace of its own; the cluster may hold anything else.
/// </summary>
public abstract partial class KubernetesApiContract : IAsyncLifetime
{
    private const string Manager = "contract";

    /// <summary>How long the API and its controllers get for what they do in the background.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<ResourceAddress> _leftovers = [];

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected KubeClient Client { get; private set; } = null!;

    /// <summary>The namespace of this test; exists and holds nothing of ours.</summary>
    protected string Namespace { get; } = "contract-" + Guid.NewGuid().ToString("N")[..10];

    private static WriteOptions AsUs { get; } = new() { FieldManager = Manager };

    /// <summary>A client with all rights; the contract disposes it.</summary>
    protected abstract ValueTask<KubeClient> ConnectAsync();

    public async ValueTask InitializeAsync()
    {
        Client = await ConnectAsync();
        await CreateNamespaceAsync(Namespace);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var leftover in _leftovers)
        {
            await Client.DeleteAsync(leftover, DeleteOptions.Default, CancellationToken.None);
        }

        Client.Dispose();
        GC.SuppressFinalize(this);
    }

    private static JsonObject ConfigMap(string name, params (string Key, string Value)[] data) =>
        new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["data"] = Texts(data),
        };

    private static JsonObject Secret(string name, params (string Key, string Base64)[] data) =>
        new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["type"] = "Opaque",
            ["data"] = Texts(data),
        };

    private static JsonObject Labelled(JsonObject body, params (string Key, string Value)[] labels)
    {
        body["metadata"]!["labels"] = Texts(labels);
        return body;
    }

    private static JsonObject Texts((string Key, string Value)[] entries) =>
        new(entries.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)e.Value)));

    private static string? Data(KubeObject configMap, string key) => configMap.GetString("data", key);

    private ResourceAddress ConfigMapAt(string name) => new(KnownResources.ConfigMaps, Namespace, name);

    private ResourceAddress SecretAt(string name) => new(KnownResources.Secrets, Namespace, name);

    private Task<KubeObject> CreateAsync(JsonObject body)
    {
        var resource = body["kind"]!.ToString() == "Secret" ? KnownResources.Secrets : KnownResources.ConfigMaps;
        return Client.CreateAsync(new ResourceAddress(resource, Namespace, null), body, AsUs, Stop);
    }

    private Task<KubeObject> ApplyAsync(string manager, JsonObject body, bool force = false, bool dryRun = false) =>
        Client.ApplyAsync(
            ConfigMapAt(body["metadata"]!["name"]!.ToString()),
            body,
            new WriteOptions
            {
                FieldManager = manager,
                Force = force,
                DryRun = dryRun,
            },
            Stop
        );

    private async Task CreateNamespaceAsync(string name)
    {
        var body = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject { ["name"] = name },
        };
        _leftovers.Add(new ResourceAddress(KnownResources.Namespaces, null, name));
        await Client.CreateAsync(new ResourceAddress(KnownResources.Namespaces, null, null), body, AsUs, Stop);
    }

    /// <summary>Asks again and again until it is so, or fails.</summary>
    private static async Task<T> EventuallyAsync<T>(string what, Func<Task<T?>> ask)
        where T : class
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, Stop);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        try
        {
            while (true)
            {
                if (await ask() is { } answer)
                {
                    return answer;
                }

                await tick.WaitForNextTickAsync(either.Token);
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            Assert.Fail($"Not within {Patience}: {what}");
            throw;
        }
    }

    private static async Task<List<KubeObject>> AllAsync(IAsyncEnumerable<KubeObject> objects)
    {
        var all = new List<KubeObject>();
        await foreach (var item in objects)
        {
            all.Add(item);
        }

        return all;
    }
}
