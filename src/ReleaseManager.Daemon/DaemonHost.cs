using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.State;
using ReleaseManager.Daemon.Http;
using ReleaseManager.Daemon.Logging;

namespace ReleaseManager.Daemon;

/// <summary>Runs a daemon as people and clusters meet it: the loop that keeps the state current, and what answers over HTTP how it is.</summary>
public static class DaemonHost
{
    /// <summary>Works until it is stopped; it answers from before the first look at the cluster until after the last write.</summary>
    /// <param name="cluster">The cluster whose releases are saved.</param>
    /// <param name="state">Where they are saved.</param>
    /// <param name="http">How it is asked over HTTP; null where it does not answer.</param>
    /// <param name="log">Told what happens.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ReleaseManagerException">
    /// The options make no sense, or it cannot listen: says why. Failures of cluster and backend do not end it.
    /// </exception>
    public static async Task RunAsync(
        KubeClient cluster,
        ReleaseState state,
        DaemonOptions options,
        DaemonServerOptions? http,
        IDaemonLog log,
        TimeProvider time,
        CancellationToken stop
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(log);
        var daemon = new ReleaseDaemon(cluster, state, options, log, time);
        if (http is null)
        {
            await daemon.RunAsync(stop);
            return;
        }

        await using var server = DaemonServer.Start(
            http with
            {
                PollingInterval = options.PollingInterval,
                OnFault = fault => log.Write(Fault(fault)),
            },
            daemon.Health,
            daemon.Counters,
            state,
            time
        );
        log.Write(
            new DaemonEvent(
                DaemonLogLevel.Information,
                "http.started",
                "The daemon answers over HTTP.",
                ("listen", http.Listen),
                ("port", server.Port),
                ("token", http.TokenFile is not null)
            )
        );
        await daemon.RunAsync(stop);
    }

    // What the fault says may hold anything; its kind and place find the fault in the program.
    private static DaemonEvent Fault(Exception fault) =>
        new(
            DaemonLogLevel.Error,
            "http.fault",
            "A request could not be answered, by a fault of this program.",
            ("exception", fault.GetType().FullName),
            ("at", fault.TargetSite?.DeclaringType?.FullName)
        );
}
