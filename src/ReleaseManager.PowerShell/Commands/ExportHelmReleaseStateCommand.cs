using System.Management.Automation;
using ReleaseManager.Core;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.State;
using ReleaseManager.PowerShell.Parameters;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell.Commands;

/// <summary>
/// Saves what Helm released in a cluster as a new snapshot: all revisions of all releases, and what they stand on. What is saved
/// already is neither read nor written again; where nothing changed there is no new snapshot. Nothing that a state holds is ever
/// removed by an export.
/// </summary>
/// <example>
/// <code>New-LocalBackend ./state | Export-HelmReleaseState</code>
/// <para>Saves every release of the current cluster under ./state.</para>
/// </example>
/// <example>
/// <code>Export-HelmReleaseState ./state -KubeContext blue -Namespace shop-*, billing</code>
/// <para>Saves the releases of some namespaces; all others stay in the state as they were last seen.</para>
/// </example>
[Cmdlet(VerbsData.Export, "HelmReleaseState", SupportsShouldProcess = true)]
[OutputType(typeof(ExportResult))]
public sealed class ExportHelmReleaseStateCommand : StateClusterCommand
{
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

    /// <summary>How many of the newest revisions of each release are looked at; all if left out. What is saved already stays.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int HistoryDepth { get; set; }

    /// <summary>The only kind of object to look for releases in; both if left out.</summary>
    [Parameter]
    [ValidateSet("secret", "configmap")]
    public string? Driver { get; set; }

    /// <summary>
    /// Saves the Secrets, ConfigMaps and ServiceAccounts too that releases refer to and no release owns, but for what a controller makes. A state that is not
    /// encrypted then holds those Secrets in clear. An export without it keeps what is saved of them already.
    /// </summary>
    [Parameter]
    public SwitchParameter IncludeReferences { get; set; }

    /// <summary>Takes a sudden loss of releases for what it is: the snapshot is not marked suspect.</summary>
    [Parameter]
    public SwitchParameter AcceptLoss { get; set; }

    /// <summary>Goes on where the state belongs to another cluster, and begins a new line of snapshots there.</summary>
    [Parameter]
    public SwitchParameter TakeOverPath { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(ReleaseState state, KubeClient cluster, CancellationToken stop)
    {
        var isConfirmed = await ConfirmedAsync(state.Location, $"Save the releases of {cluster.Access}", force: false);
        if (!isConfirmed && !IsWhatIf())
        {
            return;
        }

        var result = await new Exporter(cluster, state, TimeProvider.System).RunAsync(
            Options(isDryRun: !isConfirmed),
            Progress,
            stop
        );
        foreach (var problem in result.Problems)
        {
            WriteWarning(
                $"Revision {problem.Revision} of {problem.Namespace}/{problem.Name} cannot be read and is saved as it is: {problem.Reason}"
            );
        }

        foreach (var warning in result.Warnings)
        {
            WriteWarning(warning);
        }

        if (result.Suspect is { } reason)
        {
            WriteWarning(
                $"Snapshot {result.Sequence} is marked suspect, so that imports pass it over: {reason}. If the loss is meant, export with -AcceptLoss."
            );
        }

        WriteVerbose(
            result.Written
                ? $"Snapshot {result.Sequence} is written: {result.ChangedRevisions} of {result.Revisions} revisions are new or changed, {result.NewRecords} records had to be read"
                : $"No snapshot is written; {(result.Changed ? "it would be" : "nothing has changed since")} snapshot {result.Sequence}"
        );
        WriteResult(result);
    }

    private ExportOptions Options(bool isDryRun) =>
        new()
        {
            Names = Name,
            Namespaces = Namespace,
            ExcludeNamespaces = ExcludeNamespace,
            HistoryDepth = HistoryDepth > 0 ? HistoryDepth : null,
            Driver = Drivers.Parse(Driver),
            IncludeReferences = IncludeReferences,
            AcceptLoss = AcceptLoss,
            TakeOverPath = TakeOverPath,
            DryRun = isDryRun,
            Writer = Product.Name,
        };
}
