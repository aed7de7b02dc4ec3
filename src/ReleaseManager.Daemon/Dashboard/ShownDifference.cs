namespace ReleaseManager.Daemon.Dashboard;

/// <summary>The answer to <c>/api/diff</c>.</summary>
internal sealed record ShownDifference
{
    /// <summary>The first snapshot.</summary>
    public required ShownSnapshot From { get; init; }

    /// <summary>The second snapshot.</summary>
    public required ShownSnapshot To { get; init; }

    /// <summary>What is not the same, by namespace and name.</summary>
    public required IReadOnlyList<ShownChange> Changes { get; init; }
}
