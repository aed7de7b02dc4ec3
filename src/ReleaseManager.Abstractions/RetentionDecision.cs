namespace ReleaseManager;

/// <summary>Whether a snapshot stays, and why.</summary>
public sealed record RetentionDecision
{
    /// <summary>The snapshot's number.</summary>
    public required int Sequence { get; init; }

    /// <summary>What tells it from another one of the same number; null where there can be no other.</summary>
    public string? Fork { get; init; }

    /// <summary>The snapshot's full name.</summary>
    public string Id => SnapshotName.Of(Sequence, Fork);

    /// <summary>When it was taken.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>How many releases it holds.</summary>
    public required int Releases { get; init; }

    /// <summary>Whether it stays.</summary>
    public required bool Keep { get; init; }

    /// <summary>The rules that keep it, or why it goes.</summary>
    public required string Reason { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Id} {(Keep ? "stays" : "goes")}: {Reason}";
}
