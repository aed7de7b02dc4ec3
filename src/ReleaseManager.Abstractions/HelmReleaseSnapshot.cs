namespace ReleaseManager;

/// <summary>The releases of one cluster at one moment, as a state keeps them.</summary>
public sealed record HelmReleaseSnapshot
{
    /// <summary>Where the state is.</summary>
    public required string Location { get; init; }

    /// <summary>The snapshot's number.</summary>
    public required int Sequence { get; init; }

    /// <summary>
    /// What tells it from another one of the same number, written at the same moment to a bucket that ignores the conditions of writes;
    /// null where there can be no other.
    /// </summary>
    public string? Fork { get; init; }

    /// <summary>The snapshot's full name, as <c>-Snapshot</c> takes it: its number, with its mark where it has one.</summary>
    public string Id => SnapshotName.Of(Sequence, Fork);

    /// <summary>The number of the snapshot that it builds on; null where a line begins.</summary>
    public int? Parent { get; init; }

    /// <summary>When it was taken.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>How many releases it holds.</summary>
    public required int Releases { get; init; }

    /// <summary>How many revisions it holds.</summary>
    public required int Revisions { get; init; }

    /// <summary>The namespaces of its releases, in order.</summary>
    public required IReadOnlyList<string> Namespaces
    {
        get;
        init => field = IndexedList.Of(value);
    }

    /// <summary>How many custom resource definitions and namespaces it holds the content of.</summary>
    public required int Resources { get; init; }

    /// <summary>Identity of the cluster: the uid of its <c>kube-system</c>; null where that could not be read.</summary>
    public string? ClusterId { get; init; }

    /// <summary>The API server's version.</summary>
    public required string KubernetesVersion { get; init; }

    /// <summary>Program and version that wrote it.</summary>
    public required string Writer { get; init; }

    /// <summary>Whether it, or one that it builds on, looked at every release of the cluster.</summary>
    public required bool EverWhole { get; init; }

    /// <summary>Why it may show a loss rather than a change, so that imports pass it over; null for a good one.</summary>
    public string? Suspect { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Location} #{Id}";
}
