using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Clusters;

/// <summary>
/// An object as the API gave it, over its own copy of the bytes: it may be kept after the page it came on is gone.
/// </summary>
public sealed class KubeObject
{
    private readonly ApiResource? _resource;
    private IReadOnlyDictionary<string, string>? _labels;
    private IReadOnlyDictionary<string, string>? _annotations;

    /// <summary>Wraps an object.</summary>
    /// <param name="json">The object; must not belong to a document that will be disposed.</param>
    /// <param name="resource">What it is, for objects on lists, which do not say it themselves.</param>
    public KubeObject(JsonElement json, ApiResource? resource = null)
    {
        Json = json;
        _resource = resource;
    }

    /// <summary>The whole object; on metadata-only lists just the metadata.</summary>
    public JsonElement Json { get; }

    /// <summary>API version.</summary>
    public string ApiVersion => _resource?.ApiVersion ?? GetString("apiVersion") ?? string.Empty;

    /// <summary>Kind.</summary>
    public string Kind => _resource?.Kind ?? GetString("kind") ?? string.Empty;

    /// <summary>Name.</summary>
    public string Name => GetString("metadata", "name") ?? string.Empty;

    /// <summary>Namespace; null outside namespaces.</summary>
    public string? Namespace => GetString("metadata", "namespace");

    /// <summary>Uid; empty if the object has not been written.</summary>
    public string Uid => GetString("metadata", "uid") ?? string.Empty;

    /// <summary>Resource version; empty if the object has not been written.</summary>
    public string ResourceVersion => GetString("metadata", "resourceVersion") ?? string.Empty;

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels => _labels ??= Texts("labels");

    /// <summary>Annotations.</summary>
    public IReadOnlyDictionary<string, string> Annotations => _annotations ??= Texts("annotations");

    /// <summary>When it was created.</summary>
    public DateTimeOffset? CreationTimestamp => GetTime("metadata", "creationTimestamp");

    /// <summary>When its deletion was asked for; null if it was not.</summary>
    public DateTimeOffset? DeletionTimestamp => GetTime("metadata", "deletionTimestamp");

    /// <summary>Reads an object from JSON text.</summary>
    public static KubeObject Parse(ReadOnlySpan<byte> json, ApiResource? resource = null) =>
        new(JsonElement.Parse(json), resource);

    /// <summary>The value at a path of member names; null where there is none, or JSON null.</summary>
    public JsonElement? Find(params ReadOnlySpan<string> path)
    {
        var at = Json;
        foreach (var member in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(member, out at))
            {
                return null;
            }
        }

        return at.ValueKind == JsonValueKind.Null ? null : at;
    }

    /// <summary>The text at a path of member names; null where there is none, or something else.</summary>
    public string? GetString(params ReadOnlySpan<string> path) =>
        Find(path) is { ValueKind: JsonValueKind.String } found ? found.GetString() : null;

    /// <summary>The whole number at a path of member names; null where there is none, or something else.</summary>
    public long? GetNumber(params ReadOnlySpan<string> path) =>
        Find(path) is { ValueKind: JsonValueKind.Number } found && found.TryGetInt64(out var number) ? number : null;

    /// <summary>Whether there is <c>true</c> at a path of member names.</summary>
    public bool IsTrue(params ReadOnlySpan<string> path) => Find(path) is { ValueKind: JsonValueKind.True };

    /// <summary>The members of the list at a path of member names; none where there is no list.</summary>
    public IEnumerable<KubeObject> Items(params ReadOnlySpan<string> path) =>
        Find(path) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Select(item => new KubeObject(item))
            : [];

    /// <summary>
    /// The bytes at a path of member names whose value is base64 text, such as <c>data</c>, <c>release</c> of a Secret;
    /// decoded without a string in between.
    /// </summary>
    /// <returns>Null where there is no text there, or it is not base64.</returns>
    public byte[]? GetBase64(params ReadOnlySpan<string> path) =>
        Find(path) is { ValueKind: JsonValueKind.String } found && found.TryGetBytesFromBase64(out var bytes)
            ? bytes
            : null;

    /// <summary>A copy that may be changed; says its apiVersion and kind even where the list did not.</summary>
    public JsonObject ToJsonObject()
    {
        var copy = JsonObject.Create(Json.Clone()) ?? [];
        if (_resource is not null)
        {
            copy.Remove("apiVersion");
            copy.Remove("kind");
            copy.Insert(0, "apiVersion", _resource.ApiVersion);
            copy.Insert(1, "kind", _resource.Kind);
        }

        return copy;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Namespace is { } ns ? $"{Kind} \"{Name}\" in namespace \"{ns}\"" : $"{Kind} \"{Name}\"";

    private DateTimeOffset? GetTime(params ReadOnlySpan<string> path) =>
        Find(path) is { ValueKind: JsonValueKind.String } found && found.TryGetDateTimeOffset(out var time)
            ? time
            : null;

    private Dictionary<string, string> Texts(string member)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Find("metadata", member) is { ValueKind: JsonValueKind.Object } map)
        {
            foreach (var entry in map.EnumerateObject())
            {
                texts[entry.Name] =
                    entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : string.Empty;
            }
        }

        return texts;
    }
}
