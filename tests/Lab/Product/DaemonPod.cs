using System.Text.Json.Nodes;
using ReleaseManager.Lab.Chart;

namespace ReleaseManager.Lab.Product;

/// <summary>The Pod of an installed chart, run without a kubelet: the arguments, the configuration and the variables are what the cluster holds, the token is one of its service account.</summary>
internal sealed class DaemonPod : IAsyncDisposable
{
    /// <summary>The Pod's name.</summary>
    public const string Name = "keeper-releasemanager-0";

    private readonly LabProcess _process;
    private readonly HttpClient _http;

    private DaemonPod(LabProcess process, int port)
    {
        _process = process;
        _http = new HttpClient { BaseAddress = new UriBuilder("http", "127.0.0.1", port).Uri };
    }

    /// <summary>All that it wrote.</summary>
    public string Log => File.ReadAllText(_process.Log);

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Starts it.</summary>
    /// <param name="ns">The namespace of the release <c>keeper</c>.</param>
    /// <param name="folder">Stands for what is mounted; the image's user may write there.</param>
    public static async Task<DaemonPod> StartAsync(
        PublishedProgram program,
        KubernetesCluster cluster,
        string ns,
        string folder,
        CancellationToken stop
    )
    {
        var container = (await GetAsync("deployment"))["spec"]!["template"]!["spec"]!["containers"]![0]!;
        var map = await GetAsync("configmap");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "config.yaml"),
            ManagerChart.Text(map["data"]!["config.yaml"]),
            stop
        );
        var token = await cluster.Kubectl.RequireAsync(
            ["create", "token", "keeper-releasemanager", "--namespace", ns],
            stop
        );
        await File.WriteAllTextAsync(Path.Combine(folder, "token"), token.Trim(), stop);
        var admin = (await File.ReadAllLinesAsync(cluster.Kubeconfig, stop)).TakeWhile(line => line != "users:");
        await File.WriteAllLinesAsync(
            Path.Combine(folder, "kubeconfig"),
            [
                .. admin,
                "users:",
                $"  - name: {ClientIdentity.Admin.User}",
                "    user:",
                $"      tokenFile: {folder}/token",
            ],
            stop
        );
        var arguments = container["args"]!
            .AsArray()
            .Select(one =>
                ManagerChart.Text(one)!.Replace("/etc/releasemanager/", $"{folder}/", StringComparison.Ordinal)
            );
        var variables = container["env"]!
            .AsArray()
            .Select(one => $"{ManagerChart.Text(one!["name"])}={ValueOf(one, ns)}");
        var log = Path.Combine(folder, "log");
        var process = await program.StartAsync([.. variables, $"KUBECONFIG={folder}/kubeconfig"], arguments, log);
        return new DaemonPod(process, (int)container["ports"]![0]!["containerPort"]!);

        async Task<JsonNode> GetAsync(string kind) =>
            JsonNode.Parse(
                await cluster.Kubectl.RequireAsync(
                    ["get", kind, "keeper-releasemanager", "--namespace", ns, "--output", "json"],
                    stop
                )
            )!;
    }

    /// <summary>Whether a page answers with success, and with some text in it.</summary>
    public async Task<bool> SaysAsync(string path, string text, CancellationToken stop)
    {
        _process.ThrowIfExited();
        try
        {
            using var answer = await _http.GetAsync(path, stop);
            var body = await answer.Content.ReadAsStringAsync(stop);
            return answer.IsSuccessStatusCode && body.Contains(text, StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Asks it to end, as a kubelet does.</summary>
    public void Terminate()
    {
        using var kill = System.Diagnostics.Process.Start("/bin/kill", ["-TERM", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    private static string ValueOf(JsonNode variable, string ns) =>
        ManagerChart.Text(variable["valueFrom"]!["fieldRef"]!["fieldPath"]) switch
        {
            "metadata.name" => Name,
            "metadata.namespace" => ns,
            var other => throw new LabException($"nobody knows the field {other} of a Pod"),
        };
}
