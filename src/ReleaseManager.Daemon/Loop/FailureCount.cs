using ReleaseManager.Core.Backends;
using ReleaseManager.Core.State;
using ReleaseManager.Daemon.Health;

namespace ReleaseManager.Daemon.Loop;

/// <summary>Counts failures by what failed, under the names of the original tool.</summary>
internal sealed class FailureCount(ReleaseState state, DaemonCounters counters)
{
    /// <summary>A job has failed.</summary>
    /// <param name="sort">What failure of it this is beside that of the thing that failed; null for none.</param>
    public void Add(ReleaseManagerException error, DaemonCounter? sort)
    {
        counters.Add(DaemonCounter.FailedJobs);
        counters.Add(
            error.Kind switch
            {
                ErrorKind.Backend when state.Backend is LocalBackend => DaemonCounter.LocalErrors,
                ErrorKind.Backend => DaemonCounter.S3Errors,
                ErrorKind.State => DaemonCounter.StateErrors,
                _ => DaemonCounter.HelmErrors,
            }
        );
        if (sort is { } which)
        {
            counters.Add(which);
        }
    }
}
