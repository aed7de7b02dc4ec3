using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;

namespace ReleaseManager.Sandbox.Demo;

/// <summary>Lets real Helm fill a cluster with releases, and writes the objects down as a fixture.</summary>
internal static class RecordCommand
{
    private static readonly string[] Scenario =
    [
        "install web plain -n shop",
        "upgrade web plain -n shop --set replicas=3",
        "upgrade web plain -n shop --set replicas=4",
        "rollback web 2 -n shop",
        "install shop-passwords passwords -n shop",
        "upgrade shop-passwords passwords -n shop",
        "install suite umbrella -n platform",
        "upgrade suite umbrella -n platform",
        "install operator operator -n platform",
        "install operand operand -n platform",
        "install steps hooks -n platform",
        "upgrade steps hooks -n platform",
        "install workloads workloads -n batch",
        "install storage storage -n data",
        "install network network -n data",
        "install lists lists -n data",
        "configmap: install settings config -n data",
        "configmap: upgrade settings config -n data",
        "install broken failing -n trouble",
        "fails: upgrade broken failing -n trouble --set fail=pre-upgrade --timeout 20s",
        "install stuck failing -n trouble",
        "killed: upgrade stuck failing -n trouble --set hang=pre-upgrade",
        "install former plain -n trouble",
        "uninstall former -n trouble --keep-history",
    ];

    public static async Task<int> RunAsync(string charts, string file, TextWriter output, CancellationToken stop)
    {
        await using var cluster = await SandboxCluster.StartAsync(null, stop);
        var home = Directory.CreateTempSubdirectory("releasemanager-record-");
        try
        {
            var helm = new HelmProcess(
                cluster.WriteKubeconfig(Path.Combine(home.FullName, "kubeconfig")),
                home.FullName
            );
            foreach (var step in Scenario)
            {
                await output.WriteLineAsync($"helm {step}");
                if (!await StepAsync(helm, cluster, step, charts, stop))
                {
                    await output.WriteLineAsync("This did not end as it should.");
                    return 1;
                }
            }
        }
        finally
        {
            home.Delete(recursive: true);
        }

        var kept = cluster.Dump().Where(IsWorthKeeping).Select(Kept).ToList();
        await File.WriteAllTextAsync(file, Text(kept), stop);
        await output.WriteLineAsync($"{kept.Count} objects written to {file}");
        return 0;
    }

    private static async Task<bool> StepAsync(
        HelmProcess helm,
        SandboxCluster cluster,
        string step,
        string charts,
        CancellationToken stop
    )
    {
        var (manner, command) = step.Split(": ", 2) is [var first, var rest] ? (first, rest) : ("", step);
        var words = command.Split(' ').ToList();
        if (words[0] is "install" or "upgrade")
        {
            words[2] = Path.Combine(charts, words[2]);
        }

        if (words[0] == "install")
        {
            words.Add("--create-namespace");
        }

        var pending = manner == "killed" ? PendingAsync(cluster, words[1], stop) : null;
        var code = await helm.RunAsync(manner == "configmap" ? manner : "secret", pending, stop, [.. words]);
        return code == 0 ? manner is "" or "configmap" : manner is "fails" or "killed";
    }

    private static async Task PendingAsync(SandboxCluster cluster, string release, CancellationToken stop)
    {
        using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (
            !cluster
                .Dump()
                .Any(json =>
                    json.TextAt("metadata", "labels", "name") == release
                    && json.TextAt("metadata", "labels", "status") == "pending-upgrade"
                )
        )
        {
            await clock.WaitForNextTickAsync(stop);
        }
    }

    // What the cluster makes by itself is made again when the fixture is loaded.
    private static bool IsWorthKeeping(JsonObject json) =>
        json.At("metadata", "ownerReferences") is null
        && !(json.TextAt("kind") == "ServiceAccount" && json.TextAt("metadata", "name") == "default")
        && !(
            json.TextAt("kind") == "Namespace"
            && json.TextAt("metadata", "name") is "default" or "kube-system" or "kube-public" or "kube-node-lease"
        );

    private static JsonObject Kept(JsonObject json)
    {
        var kept = ComparableObject.Bare(json);
        if (json.At("metadata", "managedFields") is { } managers)
        {
            kept.Metadata()["managedFields"] = managers.DeepClone();
        }

        return kept;
    }

    private static string Text(List<JsonObject> objects) =>
        "[\n" + string.Join(",\n", objects.Select(json => json.ToJsonString(JsonText.Plain))) + "\n]\n";
}
