namespace ReleaseManager.Daemon.Health;

/// <summary>What is counted. A job is one comparison of state and cluster, or one run of retention.</summary>
internal enum DaemonCounter
{
    /// <summary>Jobs begun.</summary>
    TotalJobs,

    /// <summary>Jobs that failed.</summary>
    FailedJobs,

    /// <summary>Revisions of releases that were saved.</summary>
    SaveCount,

    /// <summary>Snapshots that retention removed.</summary>
    DeleteCount,

    /// <summary>Failures to read releases from the cluster.</summary>
    HelmErrors,

    /// <summary>Failures to read or understand the saved state.</summary>
    StateErrors,

    /// <summary>Failures to write a snapshot.</summary>
    SaveErrors,

    /// <summary>Failures of retention.</summary>
    DeleteErrors,

    /// <summary>Failures of an S3 backend.</summary>
    S3Errors,

    /// <summary>Failures of a local backend.</summary>
    LocalErrors,
}
