using System.Text.Json;
using System.Text.Json.Nodes;
using ReleaseManager.Contracts;
using ReleaseManager.Core.Tests.Sandbox;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases;

/// <summary>
/// Has real Helm read records, many at once: what <c>helm list</c> shows could be decoded, and what could not is left
/// out without a word.
/// </summary>
internal static class HelmRecordJudge
{
    /// <summary>The records that Helm lists, by name.</summary>
    /// <param name="values">Stored values (base64 text) by the name that stands in the record.</param>
    public static async Task<IReadOnlyDictionary<string, JsonElement>> ListAsync(
        IReadOnlyDictionary<string, byte[]> values
    )
    {
        using var folder = new TemporaryFolder();
        var kubeconfig = folder.Below("kubeconfig");
        var helm = RealTool.Require("helm", kubeconfig);
        await using var cluster = await SandboxCluster.StartAsync(null, TestContext.Current.CancellationToken);
        cluster.WriteKubeconfig(kubeconfig);
        cluster.Load([Namespace(), .. values.Select(one => Secret(one.Key, one.Value))]);
        using var list = JsonDocument.Parse(
            await helm.RunAsync("list", "-n", "judge", "-a", "--max", "0", "-o", "json")
        );
        return list
            .RootElement.EnumerateArray()
            .ToDictionary(one => one.GetProperty("name").GetString()!, one => one.Clone());
    }

    private static JsonObject Namespace() =>
        new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject { ["name"] = "judge" },
        };

    private static JsonObject Secret(string name, byte[] value) =>
        new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["type"] = "helm.sh/release.v1",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"sh.helm.release.v1.{name}.v1",
                ["namespace"] = "judge",
                ["labels"] = new JsonObject
                {
                    ["name"] = name,
                    ["owner"] = "helm",
                    ["status"] = "deployed",
                    ["version"] = "1",
                },
            },
            ["data"] = new JsonObject { ["release"] = Convert.ToBase64String(value) },
        };
}
