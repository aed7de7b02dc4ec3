using System.Management.Automation;
using ReleaseManager.Core.Comparison;
using ReleaseManager.Core.State;
using ReleaseManager.PowerShell.Parameters;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell.Commands;

/// <summary>
/// Compares what is released: a snapshot with a cluster, two snapshots, or two clusters, and finds objects that have drifted from their manifests. Gives one
/// object for each release that differs, with the reference on the left, and writes nothing anywhere. Differences of values, manifests, hooks and notes are
/// worked out when they are first asked for; the view shows them as a unified diff, and Format-Table as a list. Content of Secrets is masked. Revisions,
/// status, chart, values, manifest, hooks and notes count; times do not.
/// </summary>
/// <example>
/// <code>Compare-HelmReleaseState ./state</code>
/// <para>Shows what has changed in the current cluster since the newest good snapshot.</para>
/// </example>
/// <example>
/// <code>Compare-HelmReleaseState ./state latest~1 latest | Format-Table</code>
/// <para>Lists the releases that differ between the last two good snapshots. No cluster is needed.</para>
/// </example>
/// <example>
/// <code>Get-HelmReleaseSnapshot ./state | Compare-HelmReleaseState -Name web</code>
/// <para>Shows how a release has changed from each snapshot to the next.</para>
/// </example>
/// <example>
/// <code>Compare-HelmReleaseState -ReferenceKubeContext blue -KubeContext green -Namespace shop-*</code>
/// <para>Shows what is released in the green cluster otherwise than in the blue one.</para>
/// </example>
/// <example>
/// <code>(Compare-HelmReleaseState -IncludeDrift -KubeContext blue).Drift | Format-Table Kind, Namespace, Name, Change, Fields</code>
/// <para>Lists the live objects of a cluster that are not what the deployed releases say.</para>
/// </example>
[Cmdlet(VerbsData.Compare, "HelmReleaseState", DefaultParameterSetName = Clusters)]
[OutputType(typeof(HelmReleaseDifference))]
public sealed class CompareHelmReleaseStateCommand : AsyncCommand
{
    private const string WithCluster = "Cluster";
    private const string WithSnapshot = "Snapshot";
    private const string WithState = "State";
    private const string Clusters = "Clusters";

    private readonly List<(HelmReleaseBackend Backend, List<string> Snapshots)> _states = [];
    private ClusterChoice? _cluster;
    private ClusterChoice? _reference;

    /// <summary>
    /// The state to compare: what New-LocalBackend or New-S3Backend gives, the path of a folder, or s3://bucket/path. Snapshots from
    /// Get-HelmReleaseSnapshot tell it, too.
    /// </summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        ParameterSetName = WithCluster
    )]
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        ParameterSetName = WithSnapshot
    )]
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        ParameterSetName = WithState
    )]
    [Alias("Location")]
    [BackendArgument]
    [ValidateNotNull]
    public HelmReleaseBackend Backend { get; set; } = null!;

    /// <summary>
    /// The snapshot on the left: its number; latest, the newest that is not suspect; latest~2, the second good one before that; or a time, for the state as
    /// of then. The latest if left out; beside -DifferenceSnapshot the one on which that builds. Of several snapshots that come down the pipeline each is
    /// compared with the next.
    /// </summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = WithCluster)]
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = WithSnapshot)]
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = WithState)]
    [Alias("Id", "Sequence", "Snapshot")]
    [ArgumentCompleter(typeof(SnapshotCompleter))]
    [SnapshotArgument]
    [ValidateNotNullOrEmpty]
    public string? ReferenceSnapshot { get; set; }

    /// <summary>The snapshot on the right, named in the same way; if left out, the cluster is.</summary>
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = WithSnapshot)]
    [Parameter(Position = 2, ParameterSetName = WithState)]
    [ArgumentCompleter(typeof(SnapshotCompleter))]
    [SnapshotArgument]
    [ValidateNotNullOrEmpty]
    public string? DifferenceSnapshot { get; set; }

    /// <summary>The state that holds the snapshot on the right, where it is another one than the state on the left.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WithState)]
    [BackendArgument]
    [ValidateNotNull]
    public HelmReleaseBackend DifferenceBackend { get; set; } = null!;

    /// <summary>Names of releases, with wildcards; all if left out.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ReleaseNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Namespaces, with wildcards; all if left out.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Namespace { get; set; } = [];

    /// <summary>The only kind of object to look for releases in; both if left out.</summary>
    [Parameter]
    [ValidateSet("secret", "configmap")]
    public string? Driver { get; set; }

    /// <summary>Gives the releases too that are the same on both sides.</summary>
    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    /// <summary>
    /// Looks at every live object of the cluster on the right: objects that are missing, and fields that the manifest of the deployed revision sets and
    /// that are live otherwise. What the server fills in is no drift. It is asked by a dry run of server-side apply, for which the right to patch is
    /// needed; without it objects are judged by their fields alone. Without a state or another cluster this is all that is compared.
    /// </summary>
    [Parameter(ParameterSetName = WithCluster)]
    [Parameter(ParameterSetName = Clusters)]
    [Alias("Drift")]
    public SwitchParameter IncludeDrift { get; set; }

    /// <summary>Shows what Secrets of manifests, and live ones, hold.</summary>
    [Parameter]
    public SwitchParameter ShowSecret { get; set; }

    /// <summary>The kubeconfig file of the cluster on the right; otherwise $env:KUBECONFIG, ~/.kube/config or, in a pod, the cluster it runs in.</summary>
    [Parameter(ParameterSetName = WithCluster)]
    [Parameter(ParameterSetName = Clusters)]
    [ValidateNotNullOrEmpty]
    public string? Kubeconfig { get; set; }

    /// <summary>The context of the cluster on the right; otherwise the current one.</summary>
    [Parameter(ParameterSetName = WithCluster)]
    [Parameter(ParameterSetName = Clusters)]
    [ArgumentCompleter(typeof(KubeContextCompleter))]
    [ValidateNotNullOrEmpty]
    public string? KubeContext { get; set; }

    /// <summary>The kubeconfig file of the cluster on the left; that of the right one if left out.</summary>
    [Parameter(ParameterSetName = Clusters)]
    [ValidateNotNullOrEmpty]
    public string? ReferenceKubeconfig { get; set; }

    /// <summary>The context of the cluster on the left.</summary>
    [Parameter(ParameterSetName = Clusters)]
    [ArgumentCompleter(typeof(ReferenceContextCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ReferenceKubeContext { get; set; }

    /// <summary>Acts in the clusters as this user or service account, where the kubeconfig's user may: kubectl's impersonation.</summary>
    [Parameter(ParameterSetName = WithCluster)]
    [Parameter(ParameterSetName = Clusters)]
    [ValidateNotNullOrEmpty]
    public string? As { get; set; }

    /// <summary>The groups that the user of -As belongs to.</summary>
    [Parameter(ParameterSetName = WithCluster)]
    [Parameter(ParameterSetName = Clusters)]
    [ValidateNotNullOrEmpty]
    public string[] AsGroup { get; set; } = [];

    /// <summary>The uid of the user of -As.</summary>
    [Parameter(ParameterSetName = WithCluster)]
    [Parameter(ParameterSetName = Clusters)]
    [ValidateNotNullOrEmpty]
    public string? AsUid { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _cluster = Choose(Kubeconfig, KubeContext);
        _reference =
            ReferenceKubeconfig is null && ReferenceKubeContext is null
                ? null
                : Choose(ReferenceKubeconfig ?? Kubeconfig, ReferenceKubeContext);
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken stop)
    {
        if (ParameterSetName is Clusters)
        {
            return CompareClustersAsync(stop);
        }

        var known = _states.Find(one => one.Backend == Backend).Snapshots;
        if (known is null)
        {
            _states.Add((Backend, known = []));
        }

        if (ReferenceSnapshot is { } snapshot)
        {
            known.Add(snapshot);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task FinishAsync(CancellationToken stop)
    {
        foreach (var (backend, names) in _states)
        {
            // Not ended with the command: what a release holds is read when it is first asked for.
            var state = backend.Open().State;
            foreach (var warning in (await state.FindOriginalReportAsync(stop))?.Warnings ?? [])
            {
                WriteWarning(warning);
            }

            await CompareStateAsync(state, backend, [.. names.Select(SnapshotSelector.Parse)], stop);
        }
    }

    private async Task CompareStateAsync(
        ReleaseState state,
        HelmReleaseBackend backend,
        IReadOnlyList<SnapshotSelector> wanted,
        CancellationToken stop
    )
    {
        if (ParameterSetName is WithCluster && wanted.Count < 2)
        {
            var snapshot = await state.RequireAsync(wanted.Count == 0 ? SnapshotSelector.Latest : wanted[0], stop);
            using var cluster = _cluster!.Open(this);
            await CompareAsync(
                ComparedPlace.Of(state, snapshot, backend, ShowSecret),
                ComparedPlace.Of(cluster, _cluster, ShowSecret),
                stop
            );
            return;
        }

        List<Snapshot> line = [];
        foreach (var selector in wanted)
        {
            line.Add(await state.RequireAsync(selector, stop));
        }

        var reference = line.ConvertAll(snapshot => ComparedPlace.Of(state, snapshot, backend, ShowSecret));
        if (ParameterSetName is WithCluster)
        {
            foreach (var (from, to) in reference.Zip(reference.Skip(1)))
            {
                await CompareAsync(from, to, stop);
            }

            return;
        }

        var place = ParameterSetName is WithState ? DifferenceBackend : backend;
        var other = ParameterSetName is WithState ? place.Open().State : state;
        var difference = await other.RequireAsync(
            DifferenceSnapshot is { } named ? SnapshotSelector.Parse(named) : SnapshotSelector.Latest,
            stop
        );
        if (reference.Count == 0)
        {
            var from =
                ParameterSetName is WithState
                    ? await state.RequireAsync(SnapshotSelector.Latest, stop)
                    : await state.RequireParentAsync(difference, stop);
            reference = [ComparedPlace.Of(state, from, backend, ShowSecret)];
        }

        foreach (var from in reference)
        {
            await CompareAsync(from, ComparedPlace.Of(other, difference, place, ShowSecret), stop);
        }
    }

    private async Task CompareClustersAsync(CancellationToken stop)
    {
        if (_reference is null && !IncludeDrift)
        {
            throw new ReleaseManagerException(
                "ComparisonNotNamed",
                ErrorKind.Usage,
                "Nothing was named to compare the cluster with."
            )
            {
                Advice =
                    "Give -Backend to compare with a saved state, -ReferenceKubeContext for another cluster, or -IncludeDrift to compare the live objects with the releases.",
            };
        }

        using var cluster = _cluster!.Open(this);
        var difference = ComparedPlace.Of(cluster, _cluster, ShowSecret);
        if (_reference is null)
        {
            await CompareAsync(difference, difference, stop);
            return;
        }

        using var other = _reference.Open(this);
        await CompareAsync(ComparedPlace.Of(other, _reference, ShowSecret), difference, stop);
    }

    private async Task CompareAsync(ComparisonSide reference, ComparisonSide difference, CancellationToken stop)
    {
        var options = new ComparisonOptions
        {
            Names = Name,
            Namespaces = Namespace,
            Driver = Drivers.Parse(Driver),
            IncludeEqual = IncludeEqual,
            IncludeDrift = IncludeDrift,
            ShowSecrets = ShowSecret,
        };
        var comparer = new ReleaseComparer(reference, difference, options);
        foreach (var warning in reference.Warnings.Concat(difference.Warnings))
        {
            WriteWarning(warning);
        }

        await foreach (var found in comparer.RunAsync(Progress, stop))
        {
            WriteObject(found);
            if (found.Problem is { } problem)
            {
                WriteError(NotCompared(found, problem).ToErrorRecord());
            }
        }

        foreach (
            var name in Name.Where(name =>
                !WildcardPattern.ContainsWildcardCharacters(name) && !comparer.Names.Contains(name)
            )
        )
        {
            WriteError(NotFound(name).ToErrorRecord());
        }
    }

    private static ReleaseManagerException NotCompared(HelmReleaseDifference found, string problem) =>
        new(
            "ReleaseNotCompared",
            ErrorKind.Incomplete,
            $"Release {found.Namespace}/{found.Name} could not be compared in whole: {problem}"
        )
        {
            Target = $"{found.Namespace}/{found.Name}",
        };

    private static ReleaseManagerException NotFound(string name) =>
        new("ReleaseNotFound", ErrorKind.Usage, $"There is no release '{name}' among those looked at.")
        {
            Target = name,
        };

    private ClusterChoice Choose(string? kubeconfig, string? context) =>
        new(kubeconfig is null ? null : ResolvePath(kubeconfig), context, ShellEnvironment.Of(SessionState.Path))
        {
            As = As,
            AsUid = AsUid,
            AsGroup = AsGroup,
        };
}
