namespace ReleaseManager.Core.State;

/// <summary>Who looks after a state and when it last looked: <c>manager.json</c>.</summary>
public sealed record ManagerNote
{
    /// <summary>
    /// When the cluster was last compared with the state, whether or not that gave a snapshot; or when a manager took the state and began to.
    /// </summary>
    public required DateTimeOffset LastCheck { get; init; }

    /// <summary>The cluster that was checked.</summary>
    public required ClusterIdentity Cluster { get; init; }

    /// <summary>Program and version that checked.</summary>
    public required string Writer { get; init; }

    /// <summary>Release of the daemon that owns the state; null where none does.</summary>
    public string? Release { get; init; }

    /// <summary>Namespace of that release; null where none owns the state.</summary>
    public string? Namespace { get; init; }

    /// <summary>The daemon that owns the state; null where none does.</summary>
    internal StateOwner? Owner => Release is null ? null : new StateOwner(Release, Namespace ?? "");
}
