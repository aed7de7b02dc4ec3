namespace ReleaseManager.Core.State;

/// <summary>What a state is: <c>releasemanager.json</c>, created once and never changed.</summary>
public sealed record StateHeader
{
    /// <summary>The format that this version writes and reads.</summary>
    public const string CurrentFormat = "1-draft";

    /// <summary>Version of the format.</summary>
    public required string Format { get; init; }

    /// <summary>A random id; a state that was cleared and begun anew has another.</summary>
    public required string StateId { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The cluster that it was begun for. A later line of snapshots may belong to another one.</summary>
    public required ClusterIdentity Cluster { get; init; }

    /// <summary>True where values are encrypted.</summary>
    public bool Encrypted { get; init; }
}
