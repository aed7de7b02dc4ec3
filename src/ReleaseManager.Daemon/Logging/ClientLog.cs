using System.Globalization;
using ReleaseManager.Core.Clusters;

namespace ReleaseManager.Daemon.Logging;

/// <summary>Tells in a daemon's log what the API server warns of and what it is asked, for whoever looks for a fault: the log of a daemon is all that it writes.</summary>
public static class ClientLog
{
    /// <summary>The options of a client that tells it there.</summary>
    /// <param name="options">How the client behaves otherwise.</param>
    /// <param name="log">Told of each request and each warning, at the level <see cref="DaemonLogLevel.Debug"/>.</param>
    public static KubeClientOptions Tell(KubeClientOptions options, IDaemonLog log)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(log);
        return options with
        {
            OnWarning = warning =>
                log.Write(new DaemonEvent(DaemonLogLevel.Debug, "cluster.warning", $"The API server warns: {warning}")),
            OnRequest = request => log.Write(Request(request)),
        };
    }

    private static DaemonEvent Request(RequestTrace request) =>
        new(
            DaemonLogLevel.Debug,
            "cluster.request",
            string.Create(CultureInfo.InvariantCulture, $"{request.Method} {request.Path}: {request.Status}"),
            ("method", request.Method),
            ("path", request.Path),
            ("status", request.Status),
            ("milliseconds", (long)request.Elapsed.TotalMilliseconds),
            ("attempt", request.Attempt)
        );
}
