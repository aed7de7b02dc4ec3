namespace ReleaseManager.Daemon.Logging;

/// <summary>How much an event matters.</summary>
public enum DaemonLogLevel
{
    /// <summary>What goes on all the time; for whoever looks for a fault.</summary>
    Debug,

    /// <summary>What the daemon did.</summary>
    Information,

    /// <summary>Something to look at; the state is kept current all the same.</summary>
    Warning,

    /// <summary>The state is not kept current, or not as it was asked for.</summary>
    Error,
}
