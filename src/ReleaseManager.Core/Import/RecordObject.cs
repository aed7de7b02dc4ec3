using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import;

/// <summary>Builds and reads the Kubernetes objects in which Helm keeps revisions.</summary>
internal static class RecordObject
{
    /// <summary>
    /// Helm before 3.11 and Kubernetes' own default name the manager of a record by the user agent; since 3.11 that is this.
    /// </summary>
    public const string FieldManager = "Helm";

    private const string SecretType = "helm.sh/release.v1";

    public static ApiResource Resource(string driver) =>
        driver == "configmap" ? KnownResources.ConfigMaps : KnownResources.Secrets;

    public static ResourceAddress Address(ListingEntry entry) =>
        new(Resource(entry.Driver), entry.Namespace, entry.ObjectName);

    /// <param name="entry">Name, namespace, driver, type and foreign annotations.</param>
    /// <param name="value">The base64 text as Helm writes it.</param>
    /// <param name="status">The status label; null leaves the saved one.</param>
    /// <param name="lockText">The import's mark; null for none.</param>
    public static JsonObject Build(ListingEntry entry, byte[] value, string? status, string? lockText)
    {
        var labels = new JsonObject();
        foreach (var (key, text) in entry.Labels)
        {
            labels[key] = key == "status" && status is not null ? status : text;
        }

        var annotations = new JsonObject();
        foreach (var (key, text) in entry.Annotations)
        {
            annotations[key] = text;
        }

        if (lockText is not null)
        {
            annotations[ImportLock.Annotation] = lockText;
        }

        var isSecret = Resource(entry.Driver) == KnownResources.Secrets;
        var metadata = new JsonObject
        {
            ["name"] = entry.ObjectName,
            ["namespace"] = entry.Namespace,
            ["labels"] = labels,
        };
        if (annotations.Count > 0)
        {
            metadata["annotations"] = annotations;
        }

        var body = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = isSecret ? "Secret" : "ConfigMap",
            ["metadata"] = metadata,
            ["data"] = new JsonObject { ["release"] = Data(entry.Driver, value) },
        };
        if (isSecret)
        {
            body["type"] = entry.Type ?? SecretType;
        }

        return body;
    }

    /// <summary>
    /// The member <c>data.release</c> of a record's object for a value. A Secret's is bytes whose base64 is only written where it is sent:
    /// as text it would be large objects by the thousand.
    /// </summary>
    public static JsonNode Data(string driver, byte[] value) =>
        Resource(driver) == KnownResources.Secrets
            ? JsonValue.Create(value, ImportJson.Default.ByteArray)!
            : JsonValue.Create(Encoding.UTF8.GetString(value));

    /// <summary>The base64 text that Helm wrote into a live record; empty where there is none.</summary>
    public static byte[] Value(string driver, KubeObject found)
    {
        if (
            !found.Json.TryGetProperty("data", out var data)
            || data.ValueKind != System.Text.Json.JsonValueKind.Object
            || !data.TryGetProperty("release", out var release)
            || release.ValueKind != System.Text.Json.JsonValueKind.String
        )
        {
            return [];
        }

        return Resource(driver) == KnownResources.Secrets
            ? release.GetBytesFromBase64()
            : Encoding.UTF8.GetBytes(release.GetString()!);
    }
}
