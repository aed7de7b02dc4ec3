namespace ReleaseManager.Daemon.Logging;

/// <summary>Where a daemon tells what happens. May be used by many threads.</summary>
public interface IDaemonLog
{
    /// <summary>Tells of one thing.</summary>
    void Write(DaemonEvent happened);
}
