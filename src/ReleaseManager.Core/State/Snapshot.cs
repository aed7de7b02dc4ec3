using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReleaseManager.Core.State;

/// <summary>The releases of one cluster at one moment: <c>snapshots/&lt;sequence&gt;.json</c>, created once and never changed.</summary>
public sealed record Snapshot
{
    /// <summary>Number in this state: one more than the newest before it, be that good or suspect.</summary>
    public required int Sequence { get; init; }

    /// <summary>What tells it from another one of the same number; null where the place lets no two have one.</summary>
    public string? Fork { get; init; }

    /// <summary>
    /// The good snapshots of the same cluster that this one builds on: one, or several where it merges forks, the newest first; none where
    /// a line begins.
    /// </summary>
    public IReadOnlyList<SnapshotId> Parents { get; init; } = [];

    /// <summary>When it was taken, by the writer's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The cluster that was looked at.</summary>
    public required ClusterIdentity Cluster { get; init; }

    /// <summary>The API server's version, as <c>v1.33.1</c>.</summary>
    public required string KubernetesVersion { get; init; }

    /// <summary>Program and version that wrote it.</summary>
    public required string Writer { get; init; }

    /// <summary>What was looked at; all else was carried forward from the parent.</summary>
    public required SnapshotScope Scope { get; init; }

    /// <summary>Listings by namespace; holds only namespaces with at least one entry.</summary>
    public required IReadOnlyDictionary<string, NamespaceListing> Namespaces { get; init; }

    /// <summary>Objects saved beside the records, ordered by kind and name.</summary>
    public required IReadOnlyList<CapturedResource> Resources { get; init; }

    /// <summary>True if this or any snapshot that it builds on looked at every release of the cluster.</summary>
    public bool EverWhole { get; init; }

    /// <summary>Why this may show a loss rather than a change; null for a good snapshot.</summary>
    public string? Suspect { get; init; }

    /// <summary>True where a loss was found and accepted on order; the rule of sudden loss looks no further back than this.</summary>
    public bool LossAccepted { get; init; }

    /// <summary>Members that this version does not know; they are kept in a copy.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }

    /// <summary>Its name in the state.</summary>
    [JsonIgnore]
    public SnapshotId Id => new(Sequence, Fork);

    /// <summary>Number of the newest snapshot that this one builds on; null where a line begins.</summary>
    [JsonIgnore]
    public int? Parent => Parents.Count == 0 ? null : Parents[0].Sequence;

    /// <summary>Number of releases.</summary>
    [JsonIgnore]
    public int Releases => Namespaces.Values.Sum(listing => listing.Releases);

    /// <summary>Number of revisions.</summary>
    [JsonIgnore]
    public int Revisions => Namespaces.Values.Sum(listing => listing.Revisions);

    /// <summary>True where another snapshot tells nothing new: same entries, same resources, equally good.</summary>
    public bool HoldsSameAs(Snapshot other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Suspect is null == other.Suspect is null
            && EverWhole == other.EverWhole
            && Namespaces.Count == other.Namespaces.Count
            && Namespaces.All(mine => other.Namespaces.TryGetValue(mine.Key, out var theirs) && mine.Value == theirs)
            && Resources.SequenceEqual(other.Resources);
    }
}
