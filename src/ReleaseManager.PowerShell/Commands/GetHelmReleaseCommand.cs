using System.Management.Automation;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;
using ReleaseManager.PowerShell.Parameters;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell.Commands;

/// <summary>
/// Lists releases, from a cluster or from a state: of each the highest revision, the one in force, or the whole history. What a release holds
/// is read when it is first asked for: Values, ComputedValues (with the chart's defaults), Manifest, Objects, Hooks, Notes, ChartTemplates, History.
/// PowerShell shows those of a record that is damaged or gone as nothing, and Test-HelmReleaseState tells which are damaged. What Secrets hold is
/// masked in Manifest, Objects and Hooks, and a comment in the text says so; an import reads the records themselves.
/// </summary>
/// <example>
/// <code>Get-HelmRelease -Namespace shop-*</code>
/// <para>Lists the releases of some namespaces of the current cluster.</para>
/// </example>
/// <example>
/// <code>(Get-HelmRelease web -Backend ./state).Values.image.tag</code>
/// <para>Shows a value that a saved release was installed with. No cluster is needed.</para>
/// </example>
/// <example>
/// <code>(Get-HelmRelease web -Backend ./state).Objects | Where-Object kind -eq Deployment | ForEach-Object { $_.spec.replicas }</code>
/// <para>Looks into the objects that a release consists of.</para>
/// </example>
/// <example>
/// <code>Get-HelmRelease web -KubeContext blue -All</code>
/// <para>Shows the history of a release. (Get-HelmRelease web).History gives the same of one that is at hand.</para>
/// </example>
/// <example>
/// <code>Get-HelmRelease -Deployed | Where-Object { $_.ComputedValues.image.tag -eq 'latest' }</code>
/// <para>Finds releases by a value that counts, whether the user or the chart says it.</para>
/// </example>
/// <example>
/// <code>Get-HelmRelease -Namespace shop -KubeContext blue | Import-HelmReleaseState -KubeContext green</code>
/// <para>Brings the releases of a namespace from one cluster into another, with nothing saved between.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "HelmRelease", DefaultParameterSetName = FromCluster)]
[OutputType(typeof(HelmRelease))]
public sealed class GetHelmReleaseCommand : AsyncCommand
{
    private const string FromCluster = "Cluster";
    private const string FromState = "State";

    private ClusterChoice? _cluster;

    /// <summary>Names of releases, with wildcards; all if left out.</summary>
    [Parameter(Position = 0, ParameterSetName = FromCluster, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = FromState)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReleaseNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Namespaces, with wildcards; all if left out.</summary>
    [Parameter(ParameterSetName = FromCluster, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = FromState)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string[] Namespace { get; set; } = [];

    /// <summary>The one revision to show of each release; the highest if left out.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Revision { get; set; }

    /// <summary>Shows every revision.</summary>
    [Parameter]
    [Alias("History")]
    public SwitchParameter All { get; set; }

    /// <summary>
    /// Looks at deployed revisions only: of each release the one in force is shown, even where a later one has failed, and none of a release that is not
    /// deployed.
    /// </summary>
    [Parameter]
    public SwitchParameter Deployed { get; set; }

    /// <summary>Shows what Secrets hold, in Manifest, Objects and Hooks, instead of masking it.</summary>
    [Parameter]
    public SwitchParameter ShowSecret { get; set; }

    /// <summary>
    /// The state to look into instead of a cluster: what New-LocalBackend or New-S3Backend gives, the path of a folder, or s3://bucket/path.
    /// Snapshots from Get-HelmReleaseSnapshot tell it, too.
    /// </summary>
    [Parameter(
        Mandatory = true,
        ParameterSetName = FromState,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true
    )]
    [Alias("Location")]
    [BackendArgument]
    [ValidateNotNull]
    public HelmReleaseBackend Backend { get; set; } = null!;

    /// <summary>
    /// Which snapshot: its number; latest, the newest that is not suspect; latest~2, the second good one before that; or a time, for the state as of
    /// then: a [datetime], or text as 2026-11-01T09:30:00Z. A time without an offset is local, a date alone the midnight at which it begins.
    /// </summary>
    [Parameter(ParameterSetName = FromState, ValueFromPipelineByPropertyName = true)]
    [Alias("Id", "Sequence")]
    [SnapshotArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SnapshotCompleter))]
    public string Snapshot { get; set; } = "latest";

    /// <summary>The kubeconfig file; otherwise $env:KUBECONFIG, ~/.kube/config or, in a pod, the cluster it runs in.</summary>
    [Parameter(ParameterSetName = FromCluster)]
    [ValidateNotNullOrEmpty]
    public string? Kubeconfig { get; set; }

    /// <summary>The context of the kubeconfig; otherwise the current one.</summary>
    [Parameter(ParameterSetName = FromCluster)]
    [ArgumentCompleter(typeof(KubeContextCompleter))]
    [ValidateNotNullOrEmpty]
    public string? KubeContext { get; set; }

    /// <summary>Acts in the cluster as this user or service account, where the kubeconfig's user may: kubectl's impersonation.</summary>
    [Parameter(ParameterSetName = FromCluster)]
    [ValidateNotNullOrEmpty]
    public string? As { get; set; }

    /// <summary>The groups that the user of -As belongs to.</summary>
    [Parameter(ParameterSetName = FromCluster)]
    [ValidateNotNullOrEmpty]
    public string[] AsGroup { get; set; } = [];

    /// <summary>The uid of the user of -As.</summary>
    [Parameter(ParameterSetName = FromCluster)]
    [ValidateNotNullOrEmpty]
    public string? AsUid { get; set; }

    /// <summary>The only kind of object to look for releases in; both if left out.</summary>
    [Parameter(ParameterSetName = FromCluster)]
    [ValidateSet("secret", "configmap")]
    public string? Driver { get; set; }

    /// <inheritdoc/>
    protected override void Prepare() =>
        _cluster =
            ParameterSetName is FromState
                ? null
                : new ClusterChoice(
                    Kubeconfig is null ? null : ResolvePath(Kubeconfig),
                    KubeContext,
                    ShellEnvironment.Of(SessionState.Path)
                )
                {
                    As = As,
                    AsUid = AsUid,
                    AsGroup = AsGroup,
                };

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken stop)
    {
        var query = new ReleaseQuery
        {
            Names = Name,
            Namespaces = Namespace,
            Revision = Revision > 0 ? Revision : null,
            AllRevisions = All,
            DeployedOnly = Deployed,
            Form = new ReleaseForm
            {
                ShowSecrets = ShowSecret,
                Map = ShellObjects.Of,
                Found = Remembering(_cluster, _cluster is null ? Backend : null),
            },
        };
        if (_cluster is null)
        {
            WriteVerbose($"The state is {Backend.Location}");

            // Not ended with the command: what a release holds is read when it is first asked for.
            var state = Backend.Open().State;
            var snapshot = IsBound(nameof(Snapshot)) ? Snapshot : Origins.SnapshotOf(Backend) ?? Snapshot;
            await WriteAllAsync(new SavedReleases(state).ReadAsync(SnapshotSelector.Parse(snapshot), query, stop));
            foreach (var warning in (await state.FindOriginalReportAsync(stop))?.Warnings ?? [])
            {
                WriteWarning(warning);
            }

            return;
        }

        using var cluster = _cluster.Open(this);
        await WriteAllAsync(
            new LiveReleases(cluster, _cluster.Open).ReadAsync(query, Drivers.Parse(Driver), Progress, stop)
        );
    }

    // Releases of a history come long after the command.
    private static Action<HelmRelease> Remembering(ClusterChoice? cluster, HelmReleaseBackend? backend) =>
        release => Origins.Remember(release, new ReleaseOrigin(cluster, backend, release.Snapshot));

    private async Task WriteAllAsync(IAsyncEnumerable<HelmRelease> releases)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var release in releases)
        {
            found.Add(release.Name);
            if (release.Problem is { } problem)
            {
                WriteWarning(
                    $"Revision {release.Revision} of {release.Namespace}/{release.Name} cannot be read: {problem}"
                );
            }

            WriteObject(release);
        }

        foreach (
            var name in Name.Where(name => !WildcardPattern.ContainsWildcardCharacters(name) && !found.Contains(name))
        )
        {
            var error = new ReleaseManagerException(
                "ReleaseNotFound",
                ErrorKind.Usage,
                $"There is no {(Deployed ? "deployed " : "")}{(Revision > 0 ? $"revision {Revision} of a " : "")}release '{name}' among those looked at."
            )
            {
                Target = name,
                Advice = "List without -Name to see which there are; release names take wildcards.",
            };
            WriteError(error.ToErrorRecord());
        }
    }
}
