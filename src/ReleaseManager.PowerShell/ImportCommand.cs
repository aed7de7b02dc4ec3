using System.Management.Automation;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Import;
using ReleaseManager.Core.State;
using ReleaseManager.PowerShell.Parameters;

namespace ReleaseManager.PowerShell;

/// <summary>A cmdlet that says what is to be brought back, and how.</summary>
public abstract class ImportCommand : StateClusterCommand
{
    /// <summary>The parameter set in which the choices are made here, not by a plan.</summary>
    protected const string FromState = "State";

    /// <summary>
    /// Which snapshot: its number; latest, the newest that is not suspect; latest~2, the second good one before that; or a time, for the state as of
    /// then: a [datetime], or text as 2026-11-01T09:30:00Z. A time without an offset is local, a date alone the midnight at which it begins.
    /// </summary>
    [Parameter(ParameterSetName = FromState, ValueFromPipelineByPropertyName = true)]
    [Alias("Id", "Sequence")]
    [SnapshotArgument]
    [ValidateNotNullOrEmpty]
    public string Snapshot { get; set; } = "latest";

    /// <summary>Names of releases, with wildcards; all if left out.</summary>
    [Parameter(ParameterSetName = FromState)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Namespaces of releases, with wildcards; all if left out.</summary>
    [Parameter(ParameterSetName = FromState)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Namespace { get; set; } = [];

    /// <summary>Namespaces that stay out, with wildcards.</summary>
    [Parameter(ParameterSetName = FromState)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] ExcludeNamespace { get; set; } = [];

    /// <summary>Runs no hooks.</summary>
    [Parameter(ParameterSetName = FromState)]
    public SwitchParameter NoHooks { get; set; }

    /// <summary>Leaves out the custom resource definitions that were saved beside the releases.</summary>
    [Parameter(ParameterSetName = FromState)]
    public SwitchParameter SkipCrds { get; set; }

    /// <summary>Creates no namespaces; releases whose namespace is missing fail.</summary>
    [Parameter(ParameterSetName = FromState)]
    public SwitchParameter SkipNamespaces { get; set; }

    /// <summary>Brings back only the highest revision of each release, and the one in force.</summary>
    [Parameter(ParameterSetName = FromState)]
    public SwitchParameter NoHistory { get; set; }

    /// <summary>Begins no further release once one has failed.</summary>
    [Parameter(ParameterSetName = FromState)]
    public SwitchParameter StopOnError { get; set; }

    /// <summary>How many releases are brought back at the same time.</summary>
    [Parameter(ParameterSetName = FromState)]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 16;

    /// <summary>How many seconds one hook, or what passes by itself (a webhook not up yet), may take.</summary>
    [Parameter(ParameterSetName = FromState)]
    [ValidateRange(1, 86400)]
    public int ReleaseTimeout { get; set; } = 300;

    /// <summary>Plans what the parameters ask for.</summary>
    /// <param name="state">Where the releases are saved.</param>
    /// <param name="cluster">Where they are to be.</param>
    /// <param name="stop">Canceled by Ctrl+C.</param>
    protected async Task<ReleaseImportPlan> PlanAsync(ReleaseState state, KubeClient cluster, CancellationToken stop)
    {
        var plan = await new ImportPlanner(cluster, state).PlanAsync(Options(), Progress, stop);
        var actions = plan.Releases.CountBy(release => release.Action).Select(one => $"{one.Value} {one.Key}");
        WriteVerbose($"Snapshot {plan.Snapshot} of {state.Location} is planned: {string.Join(", ", actions)}");
        return plan;
    }

    private ImportOptions Options() =>
        new()
        {
            Snapshot = SnapshotSelector.Parse(Snapshot),
            Names = Name,
            Namespaces = Namespace,
            ExcludeNamespaces = ExcludeNamespace,
            Settings = new ReleaseImportSettings
            {
                NoHooks = NoHooks,
                SkipCrds = SkipCrds,
                NoHistory = NoHistory,
                CreateNamespaces = !SkipNamespaces,
                StopOnError = StopOnError,
                Parallelism = ThrottleLimit,
                ReleaseTimeout = TimeSpan.FromSeconds(ReleaseTimeout),
            },
        };
}
