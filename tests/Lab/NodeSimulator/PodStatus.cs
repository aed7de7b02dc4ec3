using System.Globalization;
using System.Text.Json.Nodes;

namespace ReleaseManager.Lab;

/// <summary>The status that a kubelet would write for a Pod.</summary>
internal static class PodStatus
{
    /// <summary>All containers run and are ready.</summary>
    public static JsonObject Running(JsonObject pod, string address, DateTimeOffset now) =>
        Build(pod, "Running", address, now, container => RunningContainer(container, now));

    /// <summary>All containers have ended.</summary>
    public static JsonObject Ended(JsonObject pod, bool succeeded, string address, DateTimeOffset now) =>
        Build(
            pod,
            succeeded ? "Succeeded" : "Failed",
            address,
            now,
            container => EndedContainer(container, succeeded, now)
        );

    private static JsonObject Build(
        JsonObject pod,
        string phase,
        string address,
        DateTimeOffset now,
        Func<JsonObject, JsonObject> container
    )
    {
        var ready = string.Equals(phase, "Running", StringComparison.Ordinal);
        var status = new JsonObject
        {
            ["phase"] = phase,
            ["hostIP"] = "127.0.0.1",
            ["podIP"] = address,
            ["podIPs"] = new JsonArray(new JsonObject { ["ip"] = address }),
            ["startTime"] = Text(now),
            ["conditions"] = new JsonArray(
                Condition("Initialized", true, now),
                Condition("Ready", ready, now),
                Condition("ContainersReady", ready, now),
                Condition("PodScheduled", true, now)
            ),
            ["containerStatuses"] = Containers(pod, "containers", container),
        };
        if (pod["spec"]?["initContainers"] is JsonArray { Count: > 0 })
        {
            status["initContainerStatuses"] = Containers(
                pod,
                "initContainers",
                init => EndedContainer(init, true, now)
            );
        }

        return new JsonObject { ["status"] = status };
    }

    private static JsonArray Containers(JsonObject pod, string list, Func<JsonObject, JsonObject> status) =>
        [.. pod["spec"]![list]!.AsArray().Select(container => status(container!.AsObject()))];

    private static JsonObject RunningContainer(JsonObject container, DateTimeOffset now) =>
        Container(
            container,
            ready: true,
            new JsonObject { ["running"] = new JsonObject { ["startedAt"] = Text(now) } }
        );

    private static JsonObject EndedContainer(JsonObject container, bool succeeded, DateTimeOffset now) =>
        Container(
            container,
            ready: false,
            new JsonObject
            {
                ["terminated"] = new JsonObject
                {
                    ["exitCode"] = succeeded ? 0 : 1,
                    ["reason"] = succeeded ? "Completed" : "Error",
                    ["startedAt"] = Text(now),
                    ["finishedAt"] = Text(now),
                },
            }
        );

    private static JsonObject Container(JsonObject container, bool ready, JsonObject state) =>
        new()
        {
            ["name"] = container["name"]!.GetValue<string>(),
            ["image"] = container["image"]?.GetValue<string>() ?? "",
            ["imageID"] = "",
            ["ready"] = ready,
            ["started"] = ready,
            ["restartCount"] = 0,
            ["state"] = state,
        };

    private static JsonObject Condition(string type, bool holds, DateTimeOffset now) =>
        new()
        {
            ["type"] = type,
            ["status"] = holds ? "True" : "False",
            ["lastTransitionTime"] = Text(now),
        };

    private static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
