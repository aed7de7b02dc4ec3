using System.Globalization;
using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;

namespace ReleaseManager.Sandbox.Http;

/// <summary>Objects as the tables that <c>kubectl get</c> prints: name, one or two telling columns, age.</summary>
internal static class TableView
{
    public static JsonObject Of(ApiCall call, IEnumerable<JsonObject> objects, JsonObject metadata, DateTimeOffset now)
    {
        var columns = Columns(call.Target.Kind.Kind.Kind);
        var definitions = new JsonArray(Definition("Name", "name"));
        foreach (var (title, _) in columns)
        {
            definitions.Add((JsonNode)Definition(title, ""));
        }

        definitions.Add((JsonNode)Definition("Age", ""));
        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = metadata,
            ["columnDefinitions"] = definitions,
            ["rows"] = new JsonArray([.. objects.Select(json => Row(call, json, columns, now))]),
        };
    }

    private static JsonObject Row(
        ApiCall call,
        JsonObject json,
        (string Title, Func<JsonObject, string> Cell)[] columns,
        DateTimeOffset now
    )
    {
        var cells = new JsonArray(json.TextAt("metadata", "name"));
        foreach (var (_, cell) in columns)
        {
            cells.Add((JsonNode)cell(json));
        }

        cells.Add((JsonNode)Age(json, now));
        var row = new JsonObject { ["cells"] = cells };
        if (call.Text("includeObject") != "None")
        {
            row["object"] = call.Text("includeObject") == "Object" ? json.DeepClone() : ListReader.MetadataOf(json);
        }

        return row;
    }

    private static (string Title, Func<JsonObject, string> Cell)[] Columns(string kind) =>
        kind switch
        {
            "Secret" => [("Type", json => json.TextAt("type") ?? ""), ("Data", DataCount)],
            "ConfigMap" => [("Data", DataCount)],
            "Namespace" or "PersistentVolumeClaim" => [("Status", Phase)],
            "Pod" => [("Ready", ReadyContainers), ("Status", Phase)],
            "Deployment" or "StatefulSet" => [("Ready", ReadyReplicas)],
            "Job" => [("Status", JobStatus)],
            "Service" =>
            [
                ("Type", json => json.TextAt("spec", "type") ?? ""),
                ("Cluster-IP", json => json.TextAt("spec", "clusterIP") ?? "<none>"),
            ],
            _ => [],
        };

    private static string DataCount(JsonObject json) =>
        (json["data"] as JsonObject ?? []).Count.ToString(CultureInfo.InvariantCulture);

    private static string Phase(JsonObject json) => json.TextAt("status", "phase") ?? "Unknown";

    private static string ReadyContainers(JsonObject json)
    {
        var statuses = json.At("status", "containerStatuses").Objects().ToList();
        return $"{statuses.Count(status => status.TrueAt("ready"))}/{statuses.Count}";
    }

    private static string ReadyReplicas(JsonObject json) =>
        $"{json.NumberAt("status", "readyReplicas") ?? 0}/{json.NumberAt("spec", "replicas") ?? 0}";

    private static string JobStatus(JsonObject json) =>
        json.At("status", "conditions").Objects().Select(each => each.TextAt("type")).FirstOrDefault() ?? "Running";

    private static string Age(JsonObject json, DateTimeOffset now)
    {
        if (
            !DateTimeOffset.TryParse(
                json.TextAt("metadata", "creationTimestamp"),
                CultureInfo.InvariantCulture,
                out var then
            )
        )
        {
            return "<unknown>";
        }

        var age = now - then;
        return age switch
        {
            { TotalMinutes: < 2 } => $"{(long)age.TotalSeconds}s",
            { TotalHours: < 3 } => $"{(long)age.TotalMinutes}m",
            { TotalDays: < 2 } => $"{(long)age.TotalHours}h",
            _ => $"{(long)age.TotalDays}d",
        };
    }

    private static JsonObject Definition(string name, string format) =>
        new()
        {
            ["name"] = name,
            ["type"] = "string",
            ["format"] = format,
            ["description"] = name,
            ["priority"] = 0,
        };
}
