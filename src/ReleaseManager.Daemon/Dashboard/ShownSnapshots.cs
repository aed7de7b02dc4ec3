namespace ReleaseManager.Daemon.Dashboard;

/// <summary>The answer to <c>/api/snapshots</c>.</summary>
internal sealed record ShownSnapshots
{
    /// <summary>How many there are; older ones than those below are not shown.</summary>
    public required int Count { get; init; }

    /// <summary>The newest of them, ascending.</summary>
    public required IReadOnlyList<ShownSnapshot> Snapshots { get; init; }

    /// <summary>Names of those that are damaged.</summary>
    public required IReadOnlyList<string> Damaged { get; init; }
}
