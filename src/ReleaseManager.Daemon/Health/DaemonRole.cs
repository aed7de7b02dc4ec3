namespace ReleaseManager.Daemon.Health;

/// <summary>What one replica of the daemon is there for at the moment.</summary>
internal enum DaemonRole
{
    /// <summary>It has not found out yet.</summary>
    Starting,

    /// <summary>It keeps the state current.</summary>
    Leader,

    /// <summary>Another replica does; it waits to take over.</summary>
    Standby,
}
