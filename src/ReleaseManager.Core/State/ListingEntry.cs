using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReleaseManager.Core.State;

/// <summary>One revision of a release as a listing holds it: all that a list shows, and where its record lies.</summary>
public sealed record ListingEntry
{
    /// <summary>Namespace of the record.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the release.</summary>
    public required string Name { get; init; }

    /// <summary>Number of the revision.</summary>
    public required int Revision { get; init; }

    /// <summary>Helm's status, as the record says it, or the label where the record cannot be decoded.</summary>
    public required string Status { get; init; }

    /// <summary>Name of the chart; null where unknown.</summary>
    public string? Chart { get; init; }

    /// <summary>Version of the chart; null where unknown.</summary>
    public string? ChartVersion { get; init; }

    /// <summary>Version of the app; null where unknown.</summary>
    public string? AppVersion { get; init; }

    /// <summary>Time of the last deployment, as the record writes it; null where unknown.</summary>
    public string? Updated { get; init; }

    /// <summary>All labels of the stored object, Helm's own and the user's.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = EmptyMap.Instance;

    /// <summary>All annotations of the stored object.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = EmptyMap.Instance;

    /// <summary>Where Helm kept it: <see cref="DriverSecret"/> or <see cref="DriverConfigMap"/>.</summary>
    public required string Driver { get; init; }

    /// <summary>Name of the Secret or ConfigMap.</summary>
    public required string ObjectName { get; init; }

    /// <summary>Type of the Secret; null for a ConfigMap.</summary>
    public string? Type { get; init; }

    /// <summary>Uid of the stored object in its cluster.</summary>
    public required string Uid { get; init; }

    /// <summary>Resource version of the stored object when its body was read.</summary>
    public required string ResourceVersion { get; init; }

    /// <summary>Name of the content under <c>records/</c>.</summary>
    public required string Record { get; init; }

    /// <summary>How the content was made from the value: <see cref="SavedRecord.Base64"/> or <see cref="SavedRecord.Raw"/>.</summary>
    public required string Encoding { get; init; }

    /// <summary>Bytes of the original value.</summary>
    public required long Size { get; init; }

    /// <summary>Time of the export that first found the revision in this very form.</summary>
    public required DateTimeOffset Seen { get; init; }

    /// <summary>Why the record cannot be decoded; null where it can. It is saved as it is either way.</summary>
    public string? Problem { get; init; }

    /// <summary>Custom kinds that the release uses (<c>Kind.group</c>) and CRDs that its chart brings (<c>crd:name</c>).</summary>
    public IReadOnlyList<string>? Needs { get; init; }

    /// <summary>
    /// Secrets, ConfigMaps and ServiceAccounts that the revision refers to and does not bring itself, as <c>Secret namespace/name</c>; null where nobody
    /// has looked, as of all revisions that are not in force.
    /// </summary>
    public IReadOnlyList<string>? References { get; init; }

    /// <summary>Members that this version does not know; they are kept when an entry is carried forward or copied.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }

    /// <summary>Helm kept the record in a Secret.</summary>
    public const string DriverSecret = "secret";

    /// <summary>Helm kept the record in a ConfigMap.</summary>
    public const string DriverConfigMap = "configmap";
}
