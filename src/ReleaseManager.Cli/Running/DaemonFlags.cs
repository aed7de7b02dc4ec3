using System.CommandLine;
using System.CommandLine.Parsing;
using ReleaseManager.Cli.Commands;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.State;
using ReleaseManager.Daemon;
using ReleaseManager.Daemon.Http;
using ReleaseManager.Daemon.Logging;

namespace ReleaseManager.Cli.Running;

/// <summary>The flags that say how a daemon works, beside those of an export.</summary>
internal static class DaemonFlags
{
    private const string PodName = "POD_NAME";
    private const string NoAddress = "none";

    private static readonly Option<bool> Daemon = Flags.Switch(
        "--daemon",
        "Do not end: keep the state current, as 'releasemanager daemon' does"
    );

    private static readonly Option<TimeSpan?> PollingInterval = Flags.Duration(
        "--polling-interval",
        "How often state and cluster are compared in full, whether or not a change was told; a number alone is seconds (default 30s)",
        "-p"
    );

    private static readonly Option<string?> ReleaseName = Flags.Text(
        "--release-name",
        "The Helm release that this daemon is: its replicas choose a leader, and daemons of other releases keep off its path",
        "release"
    );

    private static readonly Option<string?> ReleaseNamespace = Flags.Text(
        "--release-namespace",
        "Namespace of that release (else that of the Pod or of the context)",
        "namespace"
    );

    private static readonly Option<string?> LeaseName = Flags.Text(
        "--lease-name",
        "The Lease by which the replicas choose (default releasemanager-RELEASE)",
        "name"
    );

    private static readonly Option<string?> Listen = Flags.Text(
        "--listen",
        "Where health, metrics, releases and the dashboard are served: :8080, 127.0.0.1:8080; none for nowhere (default :8080)",
        "address"
    );

    private static readonly Option<string?> TokenFile = Flags.Text(
        "--token-file",
        "A file with the token that all but health and metrics ask for",
        "file"
    );

    private static readonly Option<string[]> AllowedHosts = Flags.List(
        "--allowed-hosts",
        "Further host names under which a browser may ask for data where there is no token"
    );

    private static readonly Option<bool> NoRetention = Flags.Switch(
        "--no-retention",
        "Remove no snapshots (else the newest 10 stay, and those of 48 hours, 30 days and 12 months, where no --keep-... says otherwise)"
    );

    private static readonly Option<LogForm> LogFormat = new("--log-format")
    {
        Description = "How a line of the log is written: text or json (default text)",
        HelpName = "text|json",
    };

    /// <summary>All of a daemon's.</summary>
    public static IReadOnlyList<Option> All { get; } =
    [
        PollingInterval,
        ReleaseName,
        ReleaseNamespace,
        LeaseName,
        Listen,
        TokenFile,
        AllowedHosts,
        .. RetentionFlags.All,
        NoRetention,
        LogFormat,
    ];

    /// <summary>The ways to say what stays: one excludes the other.</summary>
    public static IReadOnlyList<IReadOnlyList<Option>> Ways { get; } =
    [
        [NoRetention],
        RetentionFlags.All,
    ];

    /// <summary>Those of an export that does not end.</summary>
    public static IReadOnlyList<Option> OfExport { get; } = [Daemon, .. All];

    /// <summary>How long a daemon may take to end: it finishes the snapshot in hand.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(12);

    /// <summary>Whether an export is not to end.</summary>
    public static bool IsDaemon(Session session) => session.Get(Daemon);

    /// <summary>Whether a daemon is meant by what was typed and given.</summary>
    public static bool IsDaemon(ParseResult parsed) =>
        parsed.CommandResult.Parent is CommandResult { Command.Name: DaemonCommand.Name }
        || parsed.GetResult(Daemon)?.GetValueOrDefault<bool>() == true;

    /// <summary>Says of an export that ends that the release it was told it is counts for nothing: it may be one that was to be a daemon.</summary>
    public static void WarnOfIdle(Session session)
    {
        if (session.Get(ReleaseName) is not null)
        {
            session.Messages.Warn(
                $"{ReleaseName.Name} says which release a daemon is, and nothing without {Daemon.Name}: this export has ended."
            );
        }
    }

    /// <summary>How it works.</summary>
    /// <param name="cluster">Tells the namespace where none was named.</param>
    /// <exception cref="ReleaseManagerException">Flags contradict each other.</exception>
    public static DaemonOptions Options(Session session, ClusterAccess cluster)
    {
        var options = new DaemonOptions { Export = ExportFlags.Options(session) };
        options = options with
        {
            PollingInterval = session.Get(PollingInterval) ?? options.PollingInterval,
            Identity = Environment.GetEnvironmentVariable(PodName) is { Length: > 0 } pod ? pod : options.Identity,
        };
        return options
            .OfRelease(session.Get(ReleaseName), session.Get(ReleaseNamespace), session.Get(LeaseName), cluster)
            .Retaining(Rules(session), session.Get(NoRetention));
    }

    /// <summary>How it is asked over HTTP; null where it does not answer.</summary>
    public static DaemonServerOptions? Http(Session session)
    {
        var options = new DaemonServerOptions
        {
            TokenFile = session.Get(TokenFile),
            AllowedHosts = session.List(AllowedHosts),
        };
        return session.Get(Listen) switch
        {
            NoAddress => null,
            { } address => options with { Listen = address },
            null => options,
        };
    }

    /// <summary>Where it tells what happens: the log is the output of a daemon.</summary>
    public static LogWriter Log(Session session) =>
        new(
            Console.Out,
            session.Get(LogFormat),
            session.Get(GlobalOptions.Debug) ? DaemonLogLevel.Debug : DaemonLogLevel.Information,
            TimeProvider.System
        );

    private static RetentionPolicy Rules(Session session)
    {
        var rules = RetentionFlags.Policy(session);
        return session.Get(NoRetention) && rules.KeepsAny
            ? throw new ReleaseManagerException(
                "RetentionTwice",
                ErrorKind.Usage,
                "--no-retention says that all snapshots stay, and --keep-... which of them."
            )
            {
                Advice = "Give one of them.",
            }
            : rules;
    }
}
