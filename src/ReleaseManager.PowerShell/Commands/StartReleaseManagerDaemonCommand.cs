using System.Management.Automation;
using System.Runtime.InteropServices;
using ReleaseManager.Core;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.State;
using ReleaseManager.Daemon;
using ReleaseManager.Daemon.Http;
using ReleaseManager.PowerShell.Parameters;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell.Commands;

/// <summary>
/// Keeps the saved state of a cluster current until it is stopped. It watches Helm's records, saves what changes, compares state and cluster in full every
/// polling interval, removes snapshots that no rule keeps, and tells over HTTP how it is. Runs in the foreground; Ctrl+C and SIGTERM finish the snapshot in
/// hand and end it. What it does is told as information, what is to be looked at as warnings; faults of cluster and backend do not end it. In a cluster the
/// chart releasemanager runs the same thing.
/// </summary>
/// <example>
/// <code>Start-ReleaseManagerDaemon ./state -KubeContext blue -InformationAction Continue</code>
/// <para>Keeps ./state current and shows what it does; http://127.0.0.1:8080 shows what is saved.</para>
/// </example>
/// <example>
/// <code>New-S3Backend acme-backups releases/blue | Start-ReleaseManagerDaemon -PollingInterval 60 -KeepLast 20 -KeepDaily 90</code>
/// <para>Keeps a state in S3 current, and of its snapshots the newest 20 and one of each of 90 days.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "ReleaseManagerDaemon", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class StartReleaseManagerDaemonCommand : StateClusterCommand
{
    private string? _tokenFile;

    /// <summary>Names of releases, with wildcards; all if left out.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReleaseNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Namespaces, with wildcards; all if left out.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string[] Namespace { get; set; } = [];

    /// <summary>Namespaces that are left out, with wildcards.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string[] ExcludeNamespace { get; set; } = [];

    /// <summary>Saves the Secrets, ConfigMaps and ServiceAccounts too that releases refer to and no release owns.</summary>
    [Parameter]
    public SwitchParameter IncludeReferences { get; set; }

    /// <summary>Goes on where the state belongs to another cluster or another daemon, and begins a new line of snapshots there.</summary>
    [Parameter]
    public SwitchParameter TakeOverPath { get; set; }

    /// <summary>How often state and cluster are compared in full, in seconds, whether or not a change was told.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int PollingInterval { get; set; } = 30;

    /// <summary>
    /// The Helm release that this daemon is, where it is one: its replicas choose by a Lease which of them works, and daemons of other releases keep off its path.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReleaseNameCompleter))]
    public string? ReleaseName { get; set; }

    /// <summary>Namespace of that release; that of the Pod or of the context if left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClusterNamespaceCompleter))]
    public string? ReleaseNamespace { get; set; }

    /// <summary>The Lease by which the replicas choose; releasemanager- and the name of the release if left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LeaseName { get; set; }

    /// <summary>Where health, metrics, releases and the dashboard are served: 127.0.0.1:8080, or :8080 for all addresses of this machine.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Listen { get; set; } = "127.0.0.1:8080";

    /// <summary>Serves nothing over HTTP.</summary>
    [Parameter]
    public SwitchParameter NoHttp { get; set; }

    /// <summary>A file with the token that all but health and metrics ask for.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TokenFile { get; set; }

    /// <summary>Further host names under which a browser may ask for data where there is no token.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] AllowedHost { get; set; } = [];

    /// <summary>Keeps so many of the newest snapshots. Without any of the rules: the newest 10, and one of each of 48 hours, 30 days and 12 months.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int KeepLast { get; set; }

    /// <summary>Keeps the newest of each of so many hours that have one.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int KeepHourly { get; set; }

    /// <summary>Keeps the newest of each of so many days that have one.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int KeepDaily { get; set; }

    /// <summary>Keeps the newest of each of so many weeks that have one.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int KeepWeekly { get; set; }

    /// <summary>Keeps the newest of each of so many months that have one.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int KeepMonthly { get; set; }

    /// <summary>Removes no snapshots.</summary>
    [Parameter]
    public SwitchParameter NoRetention { get; set; }

    /// <inheritdoc/>
    protected override TimeSpan StopPatience => TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    protected override void Prepare()
    {
        base.Prepare();
        _tokenFile = TokenFile is null ? null : ResolvePath(TokenFile);
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(ReleaseState state, KubeClient cluster, CancellationToken stop)
    {
        if (!await ConfirmedAsync(state.Location, $"Keep current with {cluster.Access}", force: false))
        {
            return;
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);

        // Else it would end the shell where it stands.
        using var signal = PosixSignalRegistration.Create(
            PosixSignal.SIGTERM,
            context =>
            {
                context.Cancel = true;
                over.Cancel();
            }
        );
        await DaemonHost.RunAsync(
            cluster,
            state,
            Options(cluster.Access),
            NoHttp
                ? null
                : new DaemonServerOptions
                {
                    Listen = Listen,
                    TokenFile = _tokenFile,
                    AllowedHosts = AllowedHost,
                },
            new StreamLog(this),
            TimeProvider.System,
            over.Token
        );
    }

    private DaemonOptions Options(ClusterAccess cluster) =>
        new DaemonOptions
        {
            PollingInterval = TimeSpan.FromSeconds(PollingInterval),
            Export = new ExportOptions
            {
                Names = Name,
                Namespaces = Namespace,
                ExcludeNamespaces = ExcludeNamespace,
                IncludeReferences = IncludeReferences,
                TakeOverPath = TakeOverPath,
                Writer = Product.Name,
            },
        }
            .OfRelease(ReleaseName, ReleaseNamespace, LeaseName, cluster)
            .Retaining(
                new RetentionPolicy
                {
                    Last = KeepLast,
                    Hourly = KeepHourly,
                    Daily = KeepDaily,
                    Weekly = KeepWeekly,
                    Monthly = KeepMonthly,
                },
                NoRetention
            );
}
