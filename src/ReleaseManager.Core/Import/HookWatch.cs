using System.Text;
using System.Text.Json;
using ReleaseManager.Core.Clusters;

namespace ReleaseManager.Core.Import;

/// <summary>Waits for a hook's Job or Pod to end, as Helm does; other kinds are done once they are created.</summary>
internal sealed class HookWatch(ReplayContext context)
{
    private const int LogLines = 20;

    /// <exception cref="ImportException">It failed or the time was over; the end of its log is in the message.</exception>
    public async Task UntilDoneAsync(
        ResourceAddress address,
        SavedRelease release,
        Patience patience,
        CancellationToken stop
    )
    {
        if (address.Resource.Kind is not ("Job" or "Pod") || address.Resource.Group is not ("" or "batch"))
        {
            return;
        }

        var failure = default(string);
        using var over = new CancellationTokenSource(
            patience.Left > TimeSpan.Zero ? patience.Left : TimeSpan.Zero,
            context.Time
        );
        var job = new LiveCollection(
            context.Cluster,
            address.Resource,
            address.Namespace,
            [address.Name!],
            context.Time
        );
        // A Job or Pod that somebody deleted is taken for done, as Helm 3 takes it.
        var ended = await job.UntilAsync(
            now => !now.TryGetValue(address.Name!, out var found) || Ended(found, out failure),
            over.Token,
            stop
        );
        if (ended && failure is null)
        {
            return;
        }

        var what = ended ? failure! : "did not end in time";
        throw new ImportException(
            ended ? "HookObjectFailed" : "HookTimedOut",
            ErrorKind.Cluster,
            $"{Passing.Name(address)} {what}{await LogAsync(address, stop)}"
        )
        {
            Target = release.ToString(),
        };
    }

    private static bool Ended(KubeObject found, out string? failure)
    {
        failure = null;
        if (!found.Json.TryGetProperty("status", out var status))
        {
            return false;
        }

        if (found.Kind == "Pod")
        {
            var phase = Text(status, "phase");
            failure = phase == "Failed" ? $"failed ({Text(status, "reason") ?? "no reason given"})" : null;
            return phase is "Failed" or "Succeeded";
        }

        if (!status.TryGetProperty("conditions", out var conditions) || conditions.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        foreach (var condition in conditions.EnumerateArray().Where(item => Text(item, "status") == "True"))
        {
            switch (Text(condition, "type"))
            {
                case "Complete":
                    return true;
                case "Failed":
                    failure = $"failed ({Text(condition, "reason") ?? "no reason given"})";
                    return true;
                default:
                    break;
            }
        }

        return false;
    }

    private async Task<string> LogAsync(ResourceAddress address, CancellationToken stop)
    {
        var pods = new List<string>();
        if (address.Resource.Kind == "Pod")
        {
            pods.Add(address.Name!);
        }
        else
        {
            var ofJob = new ListOptions { LabelSelector = $"job-name={address.Name}" };
            await foreach (
                var pod in context.Cluster.ListMetadataAsync(KnownResources.Pods, address.Namespace, ofJob, stop)
            )
            {
                pods.Add(pod.Name);
            }
        }

        var text = new StringBuilder();
        foreach (var pod in pods)
        {
            try
            {
                var log = await context.Cluster.ReadPodLogAsync(address.Namespace!, pod, null, LogLines, stop);
                text.Append(log.Length == 0 ? "" : $"; log of Pod {pod} ends: {log.TrimEnd()}");
            }
            catch (ReleaseManagerException error)
            {
                text.Append($"; log of Pod {pod} cannot be read ({error.ErrorId})");
            }
        }

        return text.ToString();
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object
        && parent.TryGetProperty(name, out var member)
        && member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : null;
}
