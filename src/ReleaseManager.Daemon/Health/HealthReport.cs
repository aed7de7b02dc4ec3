namespace ReleaseManager.Daemon.Health;

/// <summary>How a daemon is, at one moment. Holds no secret: errors are told by their messages, which name but never quote.</summary>
internal sealed record HealthReport
{
    /// <summary>Whether the saved state can be relied on to be current, or another replica sees to that.</summary>
    public required bool IsHealthy { get; init; }

    /// <summary>Why it is not; null where it is.</summary>
    public string? Reason { get; init; }

    /// <summary>What this replica is there for.</summary>
    public required DaemonRole Role { get; init; }

    /// <summary>When what it is there for last went well; null where it never did.</summary>
    public DateTimeOffset? LastGoodCheck { get; init; }

    /// <summary>How many times in a row it has failed since.</summary>
    public int Failures { get; init; }

    /// <summary>The last failure's message; null since it went well again.</summary>
    public string? LastError { get; init; }
}
