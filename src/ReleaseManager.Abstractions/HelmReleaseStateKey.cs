namespace ReleaseManager;

/// <summary>A key slot of an encrypted state: one of the keys that open it, without the key.</summary>
public sealed record HelmReleaseStateKey
{
    /// <summary>Where the state is.</summary>
    public required string Location { get; init; }

    /// <summary>The slot's name, by which it is removed.</summary>
    public required string Id { get; init; }

    /// <summary>What opens it.</summary>
    public required KeySlotKind Kind { get; init; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Location} key {Id}";
}
