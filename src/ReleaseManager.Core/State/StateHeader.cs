namespace ReleaseManager.Core.State;

/// <summary>What a state is: <c>releasemanager.json</c>, created once and never changed.</summary>
public sealed record StateHeader
{
    /// <summary>The format that this version writes and reads.</summary>
    public const string CurrentFormat = "1";

    /// <summary>Version of the format.</summary>
    public required string Format { get; init; }

    /// <summary>A random id; a state that was cleared and begun anew has another.</summary>
    public required string StateId { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>
    /// The cluster that it was begun for; null for an encrypted state that is read without its key. A later line of snapshots may belong to
    /// another one.
    /// </summary>
    public ClusterIdentity? Cluster { get; init; }

    /// <summary>Base64 of the encrypted cluster, in its place; null where the state is not encrypted.</summary>
    public string? SealedCluster { get; init; }

    /// <summary>True where values are encrypted.</summary>
    public bool Encrypted { get; init; }

    /// <summary>The id of the state that this one is a copy of; null where it was begun by an export.</summary>
    public string? CopyOf { get; init; }
}
