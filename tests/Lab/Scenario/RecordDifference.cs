using System.Text.Json.Nodes;

namespace ReleaseManager.Lab.Scenario;

/// <summary>Compares the records of one revision in two clusters: byte by byte, but for what was under way in A.</summary>
internal static class RecordDifference
{
    public static IEnumerable<string> Between(JsonObject? a, JsonObject? b)
    {
        if (a is null || b is null)
        {
            return [a is null ? "only in B" : "only in A"];
        }

        var underWay = RecordStatus.IsUnderWay(Labels(a).Text("status"));
        var objects = JsonDifference.Between(Outside(a, underWay), Outside(b, underWay: false));
        var values = underWay
            ? JsonDifference.Between(Body(a), Body(b), "body")
            : JsonDifference.Between(StoredRecords.Value(a), StoredRecords.Value(b), "value");
        return objects.Concat(values);
    }

    // All of the object but its value.
    private static JsonObject Outside(JsonObject record, bool underWay)
    {
        var copy = (JsonObject)record.DeepClone();
        ServerFields.Remove(copy);
        if (underWay)
        {
            Labels(copy)["status"] = RecordStatus.AfterImport(Labels(copy).Text("status"));
        }

        copy["data"]!.AsObject().Remove("release");
        return copy;
    }

    // The status becomes failed, with a reason; a hook that ran then runs no more.
    private static JsonObject Body(JsonObject record)
    {
        var body = StoredRecords.Decode(record);
        var info = body["info"]!.AsObject();
        info["status"] = RecordStatus.AfterImport(info.Text("status"));
        info.Remove("description");
        foreach (var hook in body.Children("hooks"))
        {
            hook.Remove("last_run");
        }

        return body;
    }

    private static JsonObject Labels(JsonObject record) => record["metadata"]!["labels"]!.AsObject();
}
