using System.Collections;
using System.Management.Automation;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Import;
using ReleaseManager.Core.Import.Render;
using ReleaseManager.Core.State;
using ReleaseManager.PowerShell.Parameters;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell;

/// <summary>A cmdlet that says what is to be brought back, and how.</summary>
public abstract class ImportCommand : StateClusterCommand
{
    /// <summary>The parameter set in which the choices are made here, not by a plan.</summary>
    protected const string FromState = "State";

    /// <summary>The parameter set in which releases are given as objects.</summary>
    protected const string FromReleases = "Releases";

    private string? _rules;
    private string? _valuesPath;
    private SortedDictionary<string, string> _sources = [];

    /// <summary>
    /// Which snapshot: its number; latest, the newest that is not suspect; latest~2, the second good one before that; or a time, for the state as of
    /// then: a [datetime], or text as 2026-11-01T09:30:00Z. A time without an offset is local, a date alone the midnight at which it begins.
    /// </summary>
    [Parameter(Position = 1, ParameterSetName = FromState, ValueFromPipelineByPropertyName = true)]
    [Alias("Id", "Sequence")]
    [SnapshotArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SnapshotCompleter))]
    public string Snapshot { get; set; } = "latest";

    /// <summary>Names of releases, with wildcards; all if left out.</summary>
    [Parameter(ParameterSetName = FromState)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReleaseNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Namespaces of releases, with wildcards; all if left out.</summary>
    [Parameter(ParameterSetName = FromState)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string[] Namespace { get; set; } = [];

    /// <summary>Namespaces that stay out, with wildcards.</summary>
    [Parameter(ParameterSetName = FromState)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string[] ExcludeNamespace { get; set; } = [];

    /// <summary>Runs no hooks.</summary>
    [Parameter(ParameterSetName = FromState)]
    [Parameter(ParameterSetName = FromReleases)]
    public SwitchParameter NoHooks { get; set; }

    /// <summary>Leaves out the custom resource definitions that were saved beside the releases.</summary>
    [Parameter(ParameterSetName = FromState)]
    [Parameter(ParameterSetName = FromReleases)]
    public SwitchParameter SkipCrds { get; set; }

    /// <summary>
    /// Creates the Secrets, ConfigMaps and ServiceAccounts too that were saved since releases refer to them, where they are missing. One that is there stays
    /// as it is; the plan tells where it differs. Of releases of a cluster they are taken from there.
    /// </summary>
    [Parameter(ParameterSetName = FromState)]
    [Parameter(ParameterSetName = FromReleases)]
    public SwitchParameter IncludeReferences { get; set; }

    /// <summary>Creates no namespaces; releases whose namespace is missing fail.</summary>
    [Parameter(ParameterSetName = FromState)]
    [Parameter(ParameterSetName = FromReleases)]
    public SwitchParameter SkipNamespaces { get; set; }

    /// <summary>Brings back only the highest revision of each release, and the one in force.</summary>
    [Parameter(ParameterSetName = FromState)]
    [Parameter(ParameterSetName = FromReleases)]
    public SwitchParameter NoHistory { get; set; }

    /// <summary>Begins no further release once one has failed.</summary>
    [Parameter(ParameterSetName = FromState)]
    [Parameter(ParameterSetName = FromReleases)]
    public SwitchParameter StopOnError { get; set; }

    /// <summary>How many releases are brought back at the same time.</summary>
    [Parameter(ParameterSetName = FromState)]
    [Parameter(ParameterSetName = FromReleases)]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 16;

    /// <summary>Waits for each release until its objects are ready, as helm install --wait does; one that is not in time has failed.</summary>
    [Parameter(ParameterSetName = FromState)]
    [Parameter(ParameterSetName = FromReleases)]
    public SwitchParameter Wait { get; set; }

    /// <summary>Waits for Jobs too, until they are complete. Unlike with Helm it needs no -Wait beside it: it waits for all else as well.</summary>
    [Parameter(ParameterSetName = FromState)]
    [Parameter(ParameterSetName = FromReleases)]
    public SwitchParameter WaitForJobs { get; set; }

    /// <summary>How many seconds one hook, one wait, or what passes by itself (a webhook not up yet), may take.</summary>
    [Parameter(ParameterSetName = FromState)]
    [Parameter(ParameterSetName = FromReleases)]
    [ValidateRange(1, 86400)]
    public int ReleaseTimeout { get; set; } = 300;

    /// <summary>
    /// The namespace in which the releases come back, if all that are chosen are of one. Namespaces follow in objects, records, role bindings and
    /// references to services; the plan lists as Mentions where the old one is named by a text that only you can judge.
    /// </summary>
    [Parameter(ParameterSetName = FromState)]
    [Parameter(ParameterSetName = FromReleases)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClusterNamespaceCompleter))]
    public string? TargetNamespace { get; set; }

    /// <summary>Namespaces that move, each with where it moves: @{ shop = 'store'; cart = 'basket' }.</summary>
    [Parameter(ParameterSetName = FromState)]
    [Parameter(ParameterSetName = FromReleases)]
    [ValidateNotNull]
    public Hashtable NamespaceMap { get; set; } = [];

    /// <summary>
    /// The path under which the daemon that keeps this state is to keep it from now on, once its own release has come back: values and objects of all its
    /// revisions name it. Without a new path releases of ReleaseManager daemons are left out, since in another cluster they would write to the same path.
    /// </summary>
    [Parameter(ParameterSetName = FromState)]
    [Parameter(ParameterSetName = FromReleases)]
    [ValidateNotNullOrEmpty]
    public string? NewPath { get; set; }

    /// <summary>Brings back releases of ReleaseManager daemons with the paths that they have.</summary>
    [Parameter(ParameterSetName = FromState)]
    [Parameter(ParameterSetName = FromReleases)]
    public SwitchParameter KeepPath { get; set; }

    /// <summary>
    /// A YAML file with a list of rules that change objects on their way, in the cluster and in the stored manifests alike. A rule says what it matches
    /// (match: kind, name, namespace, release, labels; with wildcards) and one of merge (a JSON merge patch), patch (a JSON patch) and
    /// replace (beginnings of texts: path, where * stands for every element, from, to).
    /// </summary>
    [Parameter(ParameterSetName = FromState)]
    [Parameter(ParameterSetName = FromReleases)]
    [ValidateNotNullOrEmpty]
    public string? Modify { get; set; }

    /// <summary>
    /// Has the API server check each object by a dry run before anything is written: fields that may not change, quota, admission. What would be refused
    /// is refused in the plan.
    /// </summary>
    [Parameter(ParameterSetName = FromState)]
    [Parameter(ParameterSetName = FromReleases)]
    public SwitchParameter Verify { get; set; }

    /// <summary>
    /// Takes over objects that are there and belong to nobody or to another release: they get this release's stamp and its content.
    /// </summary>
    [Parameter(ParameterSetName = FromState)]
    [Parameter(ParameterSetName = FromReleases)]
    public SwitchParameter TakeOwnership { get; set; }

    /// <summary>
    /// Uninstalls a release that is there and is another than the saved one, as helm uninstall would, with its hooks, and then brings the saved one back;
    /// makes objects anew that cannot be changed to what was saved, but for volume claims and others that hold data.
    /// </summary>
    [Parameter(ParameterSetName = FromState)]
    [Parameter(ParameterSetName = FromReleases)]
    public SwitchParameter Recreate { get; set; }

    /// <summary>
    /// Takes back what was made of a release that fails: objects that were created are deleted, changed ones put back, its records removed. Namespaces
    /// and custom resource definitions stay. An import that is stopped by Ctrl+C or killed is not taken back: it goes on when it is run again.
    /// </summary>
    [Parameter(ParameterSetName = FromState)]
    [Parameter(ParameterSetName = FromReleases)]
    public SwitchParameter Atomic { get; set; }

    /// <summary>
    /// Replay, as it was stored and with its history; or Render: the real helm, 3 or 4, installs the charts anew, and the history begins again at revision 1. New
    /// values are rendered unless said otherwise.
    /// </summary>
    [Parameter(ParameterSetName = FromState)]
    [Parameter(ParameterSetName = FromReleases)]
    public ReleaseImportMode? Mode { get; set; }

    /// <summary>
    /// New values over those of each release: a hashtable, an object, or the path of a file of YAML or JSON. Maps are merged, all else is replaced. A plan does
    /// not hold them: whoever carries out a saved one gives them again.
    /// </summary>
    [Parameter(ParameterSetName = FromState)]
    [Parameter(ParameterSetName = FromReleases)]
    [ValidateNotNull]
    public virtual object? Values { get; set; }

    /// <summary>Takes new values only where a release sets a value itself.</summary>
    [Parameter(ParameterSetName = FromState)]
    [Parameter(ParameterSetName = FromReleases)]
    public SwitchParameter UpdateValues { get; set; }

    /// <summary>
    /// Where to find charts to be rendered, by the name of release (namespace/name or name) or chart: a folder, an archive, repository/chart[@version] or
    /// oci://...[@version]. A chart that had subcharts needs one: a release does not hold them.
    /// </summary>
    [Parameter(ParameterSetName = FromState)]
    [Parameter(ParameterSetName = FromReleases)]
    [ValidateNotNull]
    public Hashtable ChartSource { get; set; } = [];

    /// <summary>Takes it that a rendered chart brings fewer objects than were stored.</summary>
    [Parameter(ParameterSetName = FromState)]
    [Parameter(ParameterSetName = FromReleases)]
    public SwitchParameter AllowFewerObjects { get; set; }

    /// <summary>The new values that were given; null for none.</summary>
    /// <param name="stop">Canceled by Ctrl+C.</param>
    protected Task<JsonObject?> ReadValuesAsync(CancellationToken stop) =>
        NewValues.ReadAsync(Values, _valuesPath, stop);

    /// <summary>Plans what the parameters ask for.</summary>
    /// <param name="state">Where the releases are saved.</param>
    /// <param name="cluster">Where they are to be.</param>
    /// <param name="stop">Canceled by Ctrl+C.</param>
    protected async Task<ReleaseImportPlan> PlanAsync(ReleaseState state, KubeClient cluster, CancellationToken stop) =>
        await PlanAsync(state, cluster, await OptionsAsync(stop), stop);

    /// <summary>Plans what the options ask for.</summary>
    /// <param name="state">Where the releases are saved.</param>
    /// <param name="cluster">Where they are to be.</param>
    /// <param name="options">Which of them, and how.</param>
    /// <param name="stop">Canceled by Ctrl+C.</param>
    private protected async Task<ReleaseImportPlan> PlanAsync(
        ReleaseState state,
        KubeClient cluster,
        ImportOptions options,
        CancellationToken stop
    )
    {
        var plan = await new ImportPlanner(cluster, state).PlanAsync(options, Progress, stop);
        NewValues.Remember(plan, options.Render.Values);
        var actions = plan.Releases.CountBy(release => release.Action).Select(one => $"{one.Value} {one.Key}");
        WriteVerbose($"Snapshot {plan.Snapshot} of {state.Location} is planned: {string.Join(", ", actions)}");
        return plan;
    }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        if (TargetNamespace is not null && NamespaceMap.Count > 0)
        {
            throw new ReleaseManagerException(
                "TargetNamespaceTwice",
                ErrorKind.Usage,
                "TargetNamespace and NamespaceMap both say where releases come back."
            )
            {
                Target = TargetNamespace,
                Advice = "Give one of them.",
            };
        }

        _rules = Modify is null ? null : ResolvePath(Modify);
        base.Prepare();
        _valuesPath = NewValues.PathOf(Values) is { } path ? ResolvePath(path) : null;
        _sources = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry one in ChartSource)
        {
            _sources[$"{one.Key}"] = FullPath($"{one.Value}");
        }
    }

    // What exists is a path, relative to PowerShell's location; all else is helm's to find.
    private string FullPath(string source)
    {
        if (source.Contains("://", StringComparison.Ordinal))
        {
            return source;
        }

        var full = ResolvePath(source);
        return Path.Exists(full) ? full : source;
    }

    private protected async Task<ImportOptions> OptionsAsync(CancellationToken stop)
    {
        var values = await ReadValuesAsync(stop);
        return new ImportOptions
        {
            TargetNamespace = TargetNamespace,
            Snapshot = SnapshotSelector.Parse(
                IsBound(nameof(Snapshot)) ? Snapshot : Origins.SnapshotOf(Backend) ?? Snapshot
            ),
            Names = Name,
            Namespaces = Namespace,
            ExcludeNamespaces = ExcludeNamespace,
            Render = new RenderInput { Values = values },
            Settings = new ReleaseImportSettings
            {
                Mode = Mode ?? (values is null ? ReleaseImportMode.Replay : ReleaseImportMode.Render),
                UpdateValues = UpdateValues,
                ChartSources = _sources,
                AllowFewerObjects = AllowFewerObjects,
                NoHooks = NoHooks,
                SkipCrds = SkipCrds,
                IncludeReferences = IncludeReferences,
                NoHistory = NoHistory,
                CreateNamespaces = !SkipNamespaces,
                NamespaceMap = NamespaceMap
                    .Cast<DictionaryEntry>()
                    .ToDictionary(pair => $"{pair.Key}", pair => $"{pair.Value}", StringComparer.Ordinal),
                NewPath = NewPath,
                KeepPath = KeepPath,
                Modify = _rules is null ? [] : await ObjectRuleFile.ReadAsync(_rules, stop),
                Verify = Verify,
                TakeOwnership = TakeOwnership,
                Recreate = Recreate,
                Atomic = Atomic,
                StopOnError = StopOnError,
                Wait = Wait,
                WaitForJobs = WaitForJobs,
                Parallelism = ThrottleLimit,
                ReleaseTimeout = TimeSpan.FromSeconds(ReleaseTimeout),
            },
        };
    }
}
