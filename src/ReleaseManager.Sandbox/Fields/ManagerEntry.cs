using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;

namespace ReleaseManager.Sandbox.Fields;

/// <summary>One entry of <c>metadata.managedFields</c>: who set which fields, and how.</summary>
internal sealed record ManagerEntry(
    string Manager,
    string Operation,
    string ApiVersion,
    string? Subresource,
    string? Time,
    FieldSet Fields
)
{
    public bool IsSame(ManagerEntry other) =>
        Manager == other.Manager && Operation == other.Operation && Subresource == other.Subresource;

    /// <summary>The manager as conflicts name it.</summary>
    public string Shown
    {
        get
        {
            var text = $"\"{Manager}\"" + (Subresource is null ? "" : $" with subresource \"{Subresource}\"");
            return Operation == "Update" ? $"{text} using {ApiVersion}" + (Time is null ? "" : $" at {Time}") : text;
        }
    }

    public static List<ManagerEntry> Read(JsonObject json) =>
        [
            .. json.At("metadata", "managedFields")
                .Objects()
                .Where(entry => entry["fieldsV1"] is not null)
                .Select(entry => new ManagerEntry(
                    entry.TextAt("manager") ?? "unknown",
                    entry.TextAt("operation") ?? "Update",
                    entry.TextAt("apiVersion") ?? "",
                    entry.TextAt("subresource"),
                    entry.TextAt("time"),
                    FieldSet.Parse(entry["fieldsV1"])
                )),
        ];

    public static void Write(JsonObject json, IEnumerable<ManagerEntry> entries)
    {
        JsonNode[] nodes = [.. entries.Where(entry => !entry.Fields.IsEmpty).Select(entry => entry.ToJson())];
        json.Metadata().Remove("managedFields");
        if (nodes.Length > 0)
        {
            json.Metadata()["managedFields"] = new JsonArray(nodes);
        }
    }

    private JsonObject ToJson()
    {
        var entry = new JsonObject
        {
            ["manager"] = Manager,
            ["operation"] = Operation,
            ["apiVersion"] = ApiVersion,
            ["time"] = Time,
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = Fields.ToJson(),
        };
        if (Subresource is not null)
        {
            entry["subresource"] = Subresource;
        }

        return entry;
    }
}
