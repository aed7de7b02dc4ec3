namespace ReleaseManager.Core.Releases;

/// <summary>One revision as it stands in a cluster: the object that Helm made, and its value untouched.</summary>
public sealed record StoredRecord
{
    /// <summary>The kind of object that holds the value.</summary>
    public required StorageDriver Driver { get; init; }

    /// <summary>Namespace of the object; the body may name another.</summary>
    public required string Namespace { get; init; }

    /// <summary>Usually <c>sh.helm.release.v1.&lt;name&gt;.v&lt;revision&gt;</c>.</summary>
    public required string ObjectName { get; init; }

    /// <summary>The object's uid; empty where it is not in a cluster yet.</summary>
    public string Uid { get; init; } = "";

    /// <summary>The object's resourceVersion when it was read.</summary>
    public string ResourceVersion { get; init; } = "";

    /// <summary>All labels: Helm's own and the user's.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>All annotations; Helm writes none.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>The Secret's type; null for a ConfigMap.</summary>
    public string? Type { get; init; }

    /// <summary>
    /// The base64 text that Helm wrote: for a Secret the API's <c>data.release</c> decoded once, for a ConfigMap the
    /// string as UTF-8.
    /// </summary>
    public ReadOnlyMemory<byte> Value { get; init; }

    /// <summary>The release's name: label <c>name</c>, else what the object's name says; null where neither does.</summary>
    public string? ReleaseName =>
        Labels.TryGetValue("name", out var name) && name.Length > 0 ? name : RecordName.Parse(ObjectName)?.Release;

    /// <summary>The revision: label <c>version</c>, else what the object's name says; null where neither does.</summary>
    public int? Revision =>
        Labels.TryGetValue("version", out var text) && RecordName.ParseRevision(text) is { } revision
            ? revision
            : RecordName.Parse(ObjectName)?.Revision;
}
