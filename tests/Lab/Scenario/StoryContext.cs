using System.Text.Json.Nodes;

namespace ReleaseManager.Lab.Scenario;

/// <summary>The cluster in which stories happen, and the tools to make them happen.</summary>
internal sealed class StoryContext(KubernetesCluster cluster, string driver, string charts, string scratch)
    : IDisposable
{
    // More Helm than cores: they mostly wait for hooks and for the API.
    private const int AtOnce = 5;
    private static readonly TimeSpan HookDeadline = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _turns = new(AtOnce);
    private readonly HelmCli _helm = cluster.HelmAs(driver: driver);
    private int _files;

    public LabApi Api { get; } = cluster.OpenApi();

    public KubectlCli Kubectl { get; } = cluster.Kubectl;

    /// <summary>A folder for files that tools read.</summary>
    public string Scratch => scratch;

    /// <summary>The path of a chart, or of another file beside the charts.</summary>
    public string Chart(string name) => Path.Combine(charts, name);

    /// <summary>Writes a file for a tool to read.</summary>
    public async Task<string> WriteAsync(string extension, string content, CancellationToken stop)
    {
        var path = Path.Combine(scratch, $"{Interlocked.Increment(ref _files)}.{extension}");
        await File.WriteAllTextAsync(path, content, stop);
        return path;
    }

    public async Task<ToolResult> HelmAsync(IReadOnlyList<string> arguments, CancellationToken stop)
    {
        await _turns.WaitAsync(stop);
        try
        {
            return await _helm.RunAsync(arguments, stop);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>Runs Helm until something is reached, and kills it there with -9.</summary>
    public async Task KillHelmAsync(
        IReadOnlyList<string> arguments,
        Func<CancellationToken, Task<bool>> reached,
        CancellationToken stop
    )
    {
        using var kill = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var run = _helm.RunAsync(arguments, kill.Token);
        await Poll.UntilAsync(
            $"the moment to kill helm {string.Join(' ', arguments)}",
            HookDeadline,
            async inner => run.IsCompleted || await reached(inner),
            stop: stop
        );
        await kill.CancelAsync();
        try
        {
            var result = await run;
            throw new LabException($"was to be killed, and ended by itself: {result.Command}\n{result.Error}");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Killed, as intended.
        }
    }

    /// <summary>Whether a record has reached a status and the Job of the hook that it now waits for is there.</summary>
    public async Task<bool> IsHangingAsync(string ns, string name, string status, string job, CancellationToken stop)
    {
        var records = await RecordsAsync(ns, name, stop);
        return records.Any(record => record.Child("metadata").Child("labels").Text("status") == status)
            && await Api.ExistsAsync($"/apis/batch/v1/namespaces/{ns}/jobs/{job}", stop);
    }

    /// <summary>The records of one release.</summary>
    public async Task<IReadOnlyList<JsonObject>> RecordsAsync(string ns, string name, CancellationToken stop)
    {
        var all = await StoredRecords.ListAsync(Api, stop);
        return
        [
            .. all.Where(record =>
            {
                var metadata = record.Child("metadata");
                return metadata.Text("namespace") == ns && metadata.Child("labels").Text("name") == name;
            }),
        ];
    }

    public async Task LabelAsync(string ns, string name, (string Name, string Value)[] labels, CancellationToken stop)
    {
        foreach (var record in await RecordsAsync(ns, name, stop))
        {
            var patch = new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["labels"] = new JsonObject(
                        labels.Select(label => KeyValuePair.Create(label.Name, (JsonNode?)label.Value))
                    ),
                    ["annotations"] = new JsonObject { ["example.com/noticed-by"] = "somebody <else> & more" },
                },
            };
            await StoredRecords.PatchAsync(Api, record, patch, stop);
        }
    }

    public void Dispose()
    {
        _turns.Dispose();
        Api.Dispose();
    }
}
