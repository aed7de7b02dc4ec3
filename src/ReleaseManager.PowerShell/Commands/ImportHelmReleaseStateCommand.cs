using System.Management.Automation;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Import;
using ReleaseManager.Core.Import.Render;
using ReleaseManager.Core.State;
using ReleaseManager.PowerShell.Parameters;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell.Commands;

/// <summary>
/// Brings saved releases back into a cluster, exactly as they were, and gives one result for each as it ends. Where some could not be
/// brought back, a single error follows the last result; its TargetObject holds their results. The same command again goes on where an
/// import was stopped. A script that is to end there, with an exit code that is not 0, sets $ErrorActionPreference to Stop: without it
/// PowerShell goes on to the next statement, as after every error of a command.
/// </summary>
/// <example>
/// <code>Import-HelmReleaseState ./state -KubeContext green</code>
/// <para>Brings everything back that was saved under ./state.</para>
/// </example>
/// <example>
/// <code>Import-HelmReleaseState ./state -Namespace shop -WhatIf</code>
/// <para>Gives the plan of the import and changes nothing.</para>
/// </example>
/// <example>
/// <code>Get-HelmRelease -Namespace shop -KubeContext blue | Import-HelmReleaseState -KubeContext green -Wait</code>
/// <para>Brings the releases of a namespace from one cluster into another, with nothing saved between.</para>
/// </example>
/// <example>
/// <code>$plan = New-HelmReleaseImportPlan ./state -Namespace shop -KubeContext green
/// $plan | Import-HelmReleaseState -KubeContext green</code>
/// <para>Carries out a plan as it was looked at.</para>
/// </example>
// No default parameter set: PowerShell would bind what comes down the pipeline to that one alone, a plan by its Location, as if all of
// that state were meant.
[Cmdlet(VerbsData.Import, "HelmReleaseState", SupportsShouldProcess = true)]
[OutputType(typeof(ReleaseImportResult), typeof(ReleaseImportPlan))]
public sealed class ImportHelmReleaseStateCommand : ImportCommand
{
    private const string FromPlan = "Plan";

    private readonly PipelineAnnotations _pipeline = PipelineAnnotations.Of(Environment.GetEnvironmentVariable);
    private readonly List<HelmRelease> _releases = [];
    private readonly List<ReleaseImportResult> _undone = [];
    private int _done;

    /// <summary>
    /// Where the state is: what New-LocalBackend or New-S3Backend gives, the path of a folder, or s3://bucket/path. Snapshots from
    /// Get-HelmReleaseSnapshot tell it, too. A plan knows it, unless the state was moved; one that was saved as JSON knows no keys, and of a bucket
    /// no server of its own.
    /// </summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ParameterSetName = FromState,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true
    )]
    [Parameter(ParameterSetName = FromPlan)]
    [Alias("Location")]
    [BackendArgument]
    [ValidateNotNull]
    public override HelmReleaseBackend Backend { get; set; } = null!;

    /// <summary>What New-HelmReleaseImportPlan gave; also as it was read back from JSON. Its own choices count.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromPlan, ValueFromPipeline = true)]
    [PlanArgument]
    [ValidateNotNull]
    public ReleaseImportPlan Plan { get; set; } = null!;

    /// <summary>
    /// Releases from Get-HelmRelease, of a cluster or of a state: they come back with their whole history, whichever revision was shown.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromReleases, ValueFromPipeline = true)]
    [ValidateNotNull]
    public HelmRelease[] Release { get; set; } = [];

    /// <summary>
    /// New values over those of each release: a hashtable, an object, or the path of a file of YAML or JSON. Maps are merged, all else is replaced. For a plan that
    /// was saved, the values that it was made with, again.
    /// </summary>
    [Parameter(ParameterSetName = FromState)]
    [Parameter(ParameterSetName = FromReleases)]
    [Parameter(ParameterSetName = FromPlan)]
    [ValidateNotNull]
    public override object? Values { get; set; }

    /// <summary>Notices a plan from the pipeline beside choices made here: its location alone would bring back what nobody approved.</summary>
    [Parameter(ParameterSetName = FromState, ValueFromPipelineByPropertyName = true, DontShow = true)]
    public string? StateId { get; set; }

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        if (StateId is not null)
        {
            throw new ReleaseManagerException(
                "PlanHasItsOwnChoices",
                ErrorKind.Usage,
                "A plan is carried out as it was made; what is to be brought back, and how, cannot be chosen again."
            )
            {
                Target = Backend.Location,
                Advice = "Leave the choices out, or make a new plan with them.",
            };
        }

        _releases.AddRange(Release);
        base.Prepare();
    }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken stop) =>
        // Releases come one by one and are brought back together: some have to be there before others.
        ParameterSetName is FromReleases
            ? Task.CompletedTask
            : base.ProcessAsync(stop);

    /// <inheritdoc/>
    protected override HelmReleaseBackend ChooseBackend() =>
        Backend ?? Origins.Find(Plan) ?? Places.OfLocation(Plan.Location);

    /// <inheritdoc/>
    protected override async Task ProcessAsync(ReleaseState state, KubeClient cluster, CancellationToken stop)
    {
        var plan = ParameterSetName is FromPlan ? Plan : await PlanAsync(state, cluster, stop);
        await RunAsync(plan, state, cluster, stop);
    }

    private async Task RunAsync(ReleaseImportPlan plan, ReleaseState state, KubeClient cluster, CancellationToken stop)
    {
        foreach (var warning in plan.Warnings)
        {
            WriteWarning(warning);
        }

        var releases = plan.Releases.Count == 1 ? "1 release" : $"{plan.Releases.Count} releases";
        var action = $"Bring back {releases} of snapshot {plan.Snapshot} from {state.Location}";
        if (await ConfirmedAsync($"{cluster.Access}", action, Force))
        {
            var begun = TimeProvider.System.GetTimestamp();
            List<ReleaseImportResult> results = [];
            var values = await ReadValuesAsync(stop) ?? NewValues.Find(plan);
            var importer = new Importer(cluster, state) { Render = new RenderInput { Values = values } };
            await foreach (var result in importer.RunAsync(plan, Progress, stop))
            {
                Take(result);
                results.Add(result);
            }

            WriteVerbose(ImportSummary.Of(results, TimeProvider.System.GetElapsedTime(begun)));
        }
        else if (IsWhatIf())
        {
            if (ParameterSetName is FromReleases)
            {
                WriteObject(plan);
            }
            else
            {
                WriteResult(plan);
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task FinishAsync(CancellationToken stop)
    {
        foreach (var from in _releases.GroupBy(ReleaseOrigin.Of))
        {
            string[] releases = [.. from.Select(release => $"{release.Namespace}/{release.Name}").Distinct()];
            await EachAsync(() => BringAsync(from.Key, releases, stop));
        }

        if (_undone.Count > 0)
        {
            throw new ImportIncompleteException(_undone, _undone.Count + _done)
            {
                Target = string.Join(", ", _undone.Select(result => $"{result.Namespace}/{result.Name}")),
                Advice =
                    "Look at Message of their results: they are the error's TargetObject, too. The same import again goes on with what is missing.",
            };
        }
    }

    private async Task BringAsync(ReleaseOrigin from, IReadOnlyList<string> releases, CancellationToken stop)
    {
        using var cluster = OpenCluster();
        using var opened = await from.OpenAsync(this, releases, IncludeReferences, Progress, stop);
        var options = await OptionsAsync(stop) with { Releases = releases, Snapshot = from.Selector };
        await RunAsync(await PlanAsync(opened.State, cluster, options, stop), opened.State, cluster, stop);
    }

    private void Take(ReleaseImportResult result)
    {
        foreach (var warning in result.Warnings)
        {
            WriteWarning($"{result.Namespace}/{result.Name}: {warning}");
        }

        WriteVerbose(
            $"{result.Namespace}/{result.Name}: {result.Outcome}; objects: {result.ObjectsCreated} created, {result.ObjectsChanged} changed, {result.ObjectsUnchanged} unchanged; hooks run: {result.HooksRun}; records restored: {result.RecordsRestored}"
        );
        foreach (var line in _pipeline.Of(result))
        {
            WriteHost(line);
        }

        WriteObject(result);
        if (result.Outcome is ReleaseImportOutcome.Restored or ReleaseImportOutcome.Skipped)
        {
            _done++;
        }
        else
        {
            _undone.Add(result);
        }
    }
}
