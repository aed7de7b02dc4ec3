using System.Text.Json.Nodes;
using ReleaseManager.Contracts;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Lab.Chart;

/// <summary>The chart of the daemon, rendered by real Helm.</summary>
internal static class ManagerChart
{
    /// <summary>What cannot be left out.</summary>
    public static readonly string[] Required =
    [
        "--set-json",
        """backend.path="releases/blue" """,
        "--set-json",
        """s3.bucket="acme-backups" """,
    ];

    /// <summary>The same for a folder on a volume.</summary>
    public static readonly string[] RequiredLocally =
    [
        "--set-json",
        """backend.type="local" """,
        "--set-json",
        """backend.path="/var/lib/releasemanager/blue" """,
        "--set-json",
        "persistence.enabled=true",
    ];

    /// <summary>Its folder.</summary>
    public static string Folder => Repository.PathOf("charts", "releasemanager");

    /// <summary>Renders it, as for the lab's Kubernetes.</summary>
    public static Task<ToolResult> RenderAsync(
        KubernetesCluster cluster,
        string release,
        IEnumerable<string> arguments,
        CancellationToken stop
    ) => cluster.Helm.RunAsync(["template", release, Folder, "--kube-version", "1.20.2", .. arguments], stop);

    /// <summary>The objects that it renders.</summary>
    public static async Task<IReadOnlyList<JsonObject>> ObjectsAsync(
        KubernetesCluster cluster,
        IEnumerable<string> arguments,
        CancellationToken stop
    ) => Read((await RenderAsync(cluster, "keeper", arguments, stop)).Require());

    /// <summary>The objects of a rendered text.</summary>
    public static IReadOnlyList<JsonObject> Read(string manifest) =>
        [.. manifest.Split("\n---\n").Select(document => YamlReader.Read(document)).OfType<JsonObject>()];

    /// <summary>The only object of a kind.</summary>
    public static JsonObject Single(this IEnumerable<JsonObject> objects, string kind) =>
        objects.Single(one => Text(one["kind"]) == kind);

    /// <summary>The daemon's container.</summary>
    public static JsonNode Container(this IEnumerable<JsonObject> objects) =>
        objects.Single("Deployment")["spec"]!["template"]!["spec"]!["containers"]!.AsArray().Single()!;

    /// <summary>The configuration file.</summary>
    public static string Configuration(this IEnumerable<JsonObject> objects) =>
        Text(objects.Single("ConfigMap")["data"]!["config.yaml"])!;

    /// <summary>A text; null if it is none.</summary>
    public static string? Text(JsonNode? node) => node?.GetValue<string>();
}
