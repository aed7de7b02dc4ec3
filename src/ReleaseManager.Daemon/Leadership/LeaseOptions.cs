namespace ReleaseManager.Daemon.Leadership;

/// <summary>
/// The Lease by which the replicas of a daemon find out which of them works. The times are those of client-go's leader election: another
/// replica takes over within 20 seconds of the leader's end, and a leader has given up 5 seconds before anyone can.
/// </summary>
/// <param name="Namespace">Namespace of the Lease.</param>
/// <param name="Name">Name of the Lease; made where it is not there.</param>
public sealed record LeaseOptions(string Namespace, string Name)
{
    /// <summary>How long after its last renewal nobody else takes it.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long after its last renewal the leader stops to lead.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the leader renews it and the others look at it.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{Name}";
}
