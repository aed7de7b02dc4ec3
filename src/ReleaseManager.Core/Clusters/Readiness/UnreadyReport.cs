using System.Globalization;

namespace ReleaseManager.Core.Clusters.Readiness;

/// <summary>
/// Says what is known of objects that did not get ready: what they lack, what their newest Pod waits for, and the last events. Shows no value of
/// any object; what may not be read is said and hinders nothing.
/// </summary>
internal sealed class UnreadyReport(KubeClient cluster)
{
    private const int Objects = 5;
    private const int Events = 3;
    private const int PodsRead = 500;
    private bool _isUnreachable;

    /// <summary>A few sentences, the objects apart by semicolons.</summary>
    public async Task<string> DescribeAsync(IReadOnlyList<UnreadyObject> unready, CancellationToken stop)
    {
        var told = new List<string>();
        foreach (var one in unready.Take(Objects))
        {
            told.Add(one + await AroundAsync(one, stop));
        }

        if (unready.Count > Objects)
        {
            told.Add(string.Create(CultureInfo.InvariantCulture, $"and {unready.Count - Objects} more"));
        }

        return string.Join("; ", told);
    }

    private async Task<string> AroundAsync(UnreadyObject one, CancellationToken stop) =>
        await ReadAsync("its Pods", () => PodAsync(one, stop))
        + await ReadAsync(
            "its events",
            () => EventsAsync(one.Address.Resource.Kind, one.Address.Name!, one.Address.Namespace, stop)
        );

    private async Task<string> ReadAsync(string what, Func<Task<string>> read)
    {
        try
        {
            return _isUnreachable ? "" : await read();
        }
        catch (ReleaseManagerException error)
        {
            // Each try would take its time.
            _isUnreachable = error is ClusterConnectionException;
            return $"; {what} cannot be read ({error.ErrorId})";
        }
    }

    private async Task<string> PodAsync(UnreadyObject one, CancellationToken stop)
    {
        if (one.Found is null)
        {
            return "";
        }

        if (one.Found.Kind == "Pod")
        {
            return Containers(one.Found) is { Length: > 0 } own ? $"; {own}" : "";
        }

        if (await NewestUnreadyPodAsync(one.Found, stop) is not { } pod)
        {
            return "";
        }

        var waits = Containers(pod);
        return $"; Pod {pod.Name}: {(waits.Length > 0 ? waits : $"phase {pod.GetString("status", "phase")}")}"
            + await EventsAsync("Pod", pod.Name, pod.Namespace, stop);
    }

    private async Task<KubeObject?> NewestUnreadyPodAsync(KubeObject workload, CancellationToken stop)
    {
        if (
            workload.Kind
                is not ("Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" or "Job")
                    and not "ReplicationController"
            || LabelSelector.Of(workload) is not { IsNothing: false } selector
        )
        {
            return null;
        }

        var options = new ListOptions { LabelSelector = selector.ToString(), PageSize = PodsRead };
        var newest = default(KubeObject);
        var read = 0;
        await foreach (var pod in cluster.ListAsync(KnownResources.Pods, workload.Namespace, options, stop))
        {
            var isSettled = ReadinessRules.IsPodReady(pod) || pod.GetString("status", "phase") == "Succeeded";
            if (!isSettled && (newest is null || pod.CreationTimestamp >= newest.CreationTimestamp))
            {
                newest = pod;
            }

            if (++read == PodsRead)
            {
                break;
            }
        }

        return newest;
    }

    /// <summary>What each container that does not run waits for, or how it ended.</summary>
    private static string Containers(KubeObject pod)
    {
        var told = new List<string>();
        foreach (
            var container in pod.Items("status", "initContainerStatuses")
                .Concat(pod.Items("status", "containerStatuses"))
        )
        {
            var waiting = container.GetString("state", "waiting", "reason");
            var ended = container.Find("state", "terminated") is null ? null : container;
            var why =
                waiting is not null ? $"waiting: {waiting}"
                : ended?.GetNumber("state", "terminated", "exitCode") is { } code and not 0
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"ended with {code}: {ended.GetString("state", "terminated", "reason") ?? "no reason given"}"
                    )
                : null;
            if (why is not null)
            {
                told.Add($"container {container.GetString("name")} {why}");
            }
        }

        return string.Join(", ", told);
    }

    private async Task<string> EventsAsync(string kind, string name, string? ns, CancellationToken stop)
    {
        var options = new ListOptions { FieldSelector = $"involvedObject.name={name},involvedObject.kind={kind}" };
        var events = new List<KubeObject>();
        // Events of what stands in no namespace are kept in the default one.
        await foreach (var one in cluster.ListAsync(KnownResources.Events, ns ?? "default", options, stop))
        {
            events.Add(one);
        }

        var last = events.OrderBy(When, StringComparer.Ordinal).TakeLast(Events).Select(Told).ToList();
        return last.Count == 0 ? "" : $"; events of {kind} {name}: {string.Join(" | ", last)}";
    }

    private static string When(KubeObject one) =>
        one.GetString("lastTimestamp")
        ?? one.GetString("eventTime")
        ?? one.GetString("metadata", "creationTimestamp")
        ?? "";

    private static string Told(KubeObject one) =>
        $"{one.GetString("reason")}: {Conditions.Shown(one.GetString("message"))}";
}
