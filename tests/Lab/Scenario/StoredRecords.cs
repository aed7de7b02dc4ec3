using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace ReleaseManager.Lab.Scenario;

/// <summary>
/// The records of releases as they lie in a cluster, in Secrets and in ConfigMaps. Reads them by itself: the lab judges the
/// product's own codec.
/// </summary>
public static class StoredRecords
{
    private const string Prefix = "sh.helm.release.v1.";
    private const string Selector = "labelSelector=owner%3Dhelm";

    /// <summary>All records of a cluster, under either driver.</summary>
    public static async Task<IReadOnlyList<JsonObject>> ListAsync(LabApi api, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(api);
        var records = new List<JsonObject>();
        foreach (var (collection, kind) in new[] { ("secrets", "Secret"), ("configmaps", "ConfigMap") })
        {
            var list = await api.GetAsync($"/api/v1/{collection}?{Selector}", stop);
            foreach (var item in list!.Children("items"))
            {
                item["apiVersion"] = "v1";
                item["kind"] = kind;
                records.Add(item);
            }
        }

        return records;
    }

    /// <summary>Whether an object, read with its kind, is a record.</summary>
    public static bool IsRecord(JsonObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var metadata = item.Child("metadata");
        return item.Text("apiVersion") is "v1"
            && item.Text("kind") is "Secret" or "ConfigMap"
            && metadata.Text("name").StartsWith(Prefix, StringComparison.Ordinal)
            && metadata.Child("labels").Text("owner") is "helm";
    }

    /// <summary>The text that Helm has written: base64 of gzip of JSON.</summary>
    public static string Value(JsonObject record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var release = record.Child("data").Text("release");
        return record.Text("kind") is "Secret" ? Encoding.UTF8.GetString(Convert.FromBase64String(release)) : release;
    }

    /// <summary>The body of a record.</summary>
    public static JsonObject Decode(JsonObject record) => JsonNode.Parse(Body(record))!.AsObject();

    /// <summary>The JSON of a record, byte by byte.</summary>
    public static byte[] Body(JsonObject record)
    {
        var bytes = Convert.FromBase64String(Value(record));
        if (bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b, 0x08]))
        {
            using var zipped = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            zipped.CopyTo(plain);
            bytes = plain.ToArray();
        }

        return bytes;
    }

    /// <summary>Replaces the body of a record where it lies; labels and all else stay.</summary>
    public static async Task RewriteAsync(LabApi api, JsonObject record, JsonObject body, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(api);
        ArgumentNullException.ThrowIfNull(body);
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zip.Write(Encoding.UTF8.GetBytes(body.ToJsonString()));
        }

        var value = Convert.ToBase64String(bytes.ToArray());
        var secret = record.Text("kind") is "Secret";
        var release = secret ? Convert.ToBase64String(Encoding.UTF8.GetBytes(value)) : value;
        await PatchAsync(api, record, new JsonObject { ["data"] = new JsonObject { ["release"] = release } }, stop);
    }

    /// <summary>Changes a record's object by a merge patch.</summary>
    public static async Task PatchAsync(LabApi api, JsonObject record, JsonObject patch, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(api);
        var changed = await api.MergeAsync(PathOf(record), patch, stop);
        _ = changed ?? throw new LabException($"{PathOf(record)} has gone");
    }

    /// <summary>The path of a record's object in the API.</summary>
    public static string PathOf(JsonObject record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var metadata = record.Child("metadata");
        var collection = record.Text("kind") is "Secret" ? "secrets" : "configmaps";
        return $"/api/v1/namespaces/{metadata.Text("namespace")}/{collection}/{metadata.Text("name")}";
    }
}
