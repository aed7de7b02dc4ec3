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
public sealed class CompareHelmReleaseStateCommand : ComparisonCommand
{
    private const string WithSnapshot = "Snapshot";
    private const string WithState = "State";

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

    /// <summary>
    /// The state that holds the snapshot on the right, the latest if none is named, where it is another one than the state on the left. A backend that names
    /// no key takes the passphrase of the environment variable RELEASEMANAGER_DIFFERENCE_PASSPHRASE, where it is set.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = WithState)]
    [BackendArgument]
    [ValidateNotNull]
    public HelmReleaseBackend DifferenceBackend { get; set; } = null!;

    /// <summary>The kubeconfig file of the cluster on the left; that of the right one if left out.</summary>
    [Parameter(ParameterSetName = Clusters)]
    [ValidateNotNullOrEmpty]
    public string? ReferenceKubeconfig { get; set; }

    /// <summary>The context of the cluster on the left.</summary>
    [Parameter(ParameterSetName = Clusters)]
    [ArgumentCompleter(typeof(ReferenceContextCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ReferenceKubeContext { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _cluster = ChooseCluster();
        _reference =
            ReferenceKubeconfig is null && ReferenceKubeContext is null
                ? null
                : ChooseCluster(ReferenceKubeconfig ?? Kubeconfig, ReferenceKubeContext);
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

        if ((ReferenceSnapshot ?? Origins.SnapshotOf(Backend)) is { } snapshot)
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
            await EachAsync(() => CompareAsync(backend, names, stop));
        }
    }

    private async Task CompareAsync(HelmReleaseBackend backend, List<string> names, CancellationToken stop)
    {
        var state = await OpenAsync(backend, StateKeyFile.Variable, stop);
        if (ParameterSetName is not WithCluster)
        {
            await CompareWithSnapshotAsync(state, names, stop);
        }
        else if (names.Count > 1)
        {
            await CompareInLineAsync(state, names, stop);
        }
        else
        {
            var reference = await state.FindAsync(names.FirstOrDefault(), stop);
            using var cluster = _cluster!.Open(this);
            await CompareAsync(reference, ComparedPlace.Of(cluster, _cluster, ShowSecret), stop);
        }
    }

    private async Task CompareInLineAsync(ComparedState state, List<string> names, CancellationToken stop)
    {
        var line = await state.FindAllAsync(names, stop);
        foreach (var (from, to) in line.Zip(line.Skip(1)))
        {
            await CompareAsync(from, to, stop);
        }
    }

    private async Task CompareWithSnapshotAsync(ComparedState state, List<string> names, CancellationToken stop)
    {
        var isOther = ParameterSetName is WithState;
        var other = isOther ? await OpenAsync(DifferenceBackend, StateKeyFile.DifferenceVariable, stop) : state;
        IReadOnlyList<ComparisonSide> references =
            names.Count > 0 ? await state.FindAllAsync(names, stop)
            : isOther ? [await state.FindAsync(null, stop)]
            : [await state.FindBeforeAsync(DifferenceSnapshot, stop)];
        var named = DifferenceSnapshot ?? (isOther ? Origins.SnapshotOf(DifferenceBackend) : null);
        var difference = await other.FindAsync(named, stop);
        foreach (var reference in references)
        {
            await CompareAsync(reference, difference, stop);
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

    private async Task<ComparedState> OpenAsync(HelmReleaseBackend backend, string variable, CancellationToken stop)
    {
        WriteVerbose($"The state is {backend.Location}");
        // Not ended with the command: what a release holds is read when it is first asked for.
        var state = backend.Open(variable).State;
        foreach (var warning in (await state.FindOriginalReportAsync(stop))?.Warnings ?? [])
        {
            WriteWarning(warning);
        }

        return new ComparedState(state, backend, ShowSecret);
    }
}
