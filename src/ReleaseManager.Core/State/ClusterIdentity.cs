namespace ReleaseManager.Core.State;

/// <summary>What tells one cluster from another: ids that the API server gave and never gives again.</summary>
public sealed record ClusterIdentity
{
    /// <summary>The uid of the namespace <c>kube-system</c>; null where it may not be read.</summary>
    public string? KubeSystemUid { get; init; }

    /// <summary>Uids of exported namespaces by name; what is left to compare where <c>kube-system</c> may not be read.</summary>
    public IReadOnlyDictionary<string, string> NamespaceUids { get; init; } = EmptyMap.Instance;

    /// <summary>
    /// True where both are known to be the same cluster: equal uids of <c>kube-system</c>, or, where one side lacks it,
    /// at least one namespace of the same name and uid. Ids that cannot be compared do not match.
    /// </summary>
    public bool Matches(ClusterIdentity other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (KubeSystemUid is not null && other.KubeSystemUid is not null)
        {
            return string.Equals(KubeSystemUid, other.KubeSystemUid, StringComparison.Ordinal);
        }

        return NamespaceUids.Any(mine =>
            other.NamespaceUids.TryGetValue(mine.Key, out var theirs)
            && string.Equals(mine.Value, theirs, StringComparison.Ordinal)
        );
    }

    /// <summary>
    /// True where both are known to be different clusters: unequal uids of <c>kube-system</c>, or, where one side lacks it, namespaces
    /// of the same names of which none has the same uid. Ids that cannot be compared do not differ.
    /// </summary>
    public bool DiffersFrom(ClusterIdentity other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return !Matches(other)
            && (
                (KubeSystemUid is not null && other.KubeSystemUid is not null)
                || NamespaceUids.Keys.Any(other.NamespaceUids.ContainsKey)
            );
    }

    /// <summary>
    /// What two looks at the same cluster tell of it; where both tell something, this one counts. So a look by someone who may
    /// read less forgets nothing by which the cluster is known.
    /// </summary>
    public ClusterIdentity And(ClusterIdentity? earlier)
    {
        if (earlier is null)
        {
            return this;
        }

        var uids = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, uid) in earlier.NamespaceUids.Concat(NamespaceUids))
        {
            uids[name] = uid;
        }

        return new ClusterIdentity { KubeSystemUid = KubeSystemUid ?? earlier.KubeSystemUid, NamespaceUids = uids };
    }

    /// <summary>The identity in a few words for a message.</summary>
    public override string ToString() =>
        KubeSystemUid ?? $"namespaces {string.Join(", ", NamespaceUids.Keys.Order(StringComparer.Ordinal).Take(3))}";
}
