namespace ReleaseManager.Daemon.Dashboard;

/// <summary>The answer to <c>/api/status</c>.</summary>
internal sealed record ShownStatus
{
    /// <summary>The program's version.</summary>
    public required string Version { get; init; }

    /// <summary>The daemon's clock, by which the page tells ages.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>How often the state is compared with the cluster, in seconds.</summary>
    public required double IntervalSeconds { get; init; }

    /// <summary>What this replica is there for: leader, standby or starting.</summary>
    public required string Role { get; init; }

    /// <summary>Whether the saved state can be relied on to be current.</summary>
    public required bool IsHealthy { get; init; }

    /// <summary>Why it is not; null where it is.</summary>
    public string? Reason { get; init; }

    /// <summary>The last failure; null since it went well again.</summary>
    public string? LastError { get; init; }

    /// <summary>When state and cluster were last compared; null where never.</summary>
    public DateTimeOffset? LastGoodCheck { get; init; }

    /// <summary>When the state was last read for this page; null where never.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>Why it could not be read since; null where it could.</summary>
    public string? ReadError { get; init; }

    /// <summary>The newest snapshot; null where there is none.</summary>
    public ShownSnapshot? Newest { get; init; }

    /// <summary>The newest that is not suspect; null where there is none.</summary>
    public ShownSnapshot? NewestGood { get; init; }

    /// <summary>How many snapshots there are.</summary>
    public required int Snapshots { get; init; }
}
