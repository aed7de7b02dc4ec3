using System.CommandLine;
using ReleaseManager.Cli.Running;
using ReleaseManager.Daemon;
using ReleaseManager.Daemon.Logging;

namespace ReleaseManager.Cli.Commands;

/// <summary><c>releasemanager daemon</c>: keeps a state current.</summary>
internal static class DaemonCommand
{
    /// <summary>How it is typed.</summary>
    public const string Name = "daemon";

    /// <summary>The command.</summary>
    public static Command Create() =>
        Verb.OnState(
            Name,
            "Keep the saved state of a cluster current until it is stopped; tells over HTTP how it is",
            [.. ExportFlags.All, .. DaemonFlags.All],
            RunAsync
        );

    /// <summary>Runs a daemon as the flags say.</summary>
    public static async Task<int> RunAsync(Session session, CancellationToken stop)
    {
        var state = session.OpenState();
        var log = DaemonFlags.Log(session);
        using var cluster = session.OpenCluster(options => ClientLog.Tell(options, log));
        await DaemonHost.RunAsync(
            cluster,
            state,
            DaemonFlags.Options(session, cluster.Access),
            DaemonFlags.Http(session),
            log,
            TimeProvider.System,
            stop
        );
        return ExitCodes.Done;
    }
}
