using System.Management.Automation;
using ReleaseManager.Core.Releases;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell.Commands;

/// <summary>
/// Writes the chart that a release was made from into a folder, with the release's own values beside it. Under Path comes
/// namespace/release/chart, fit for helm lint, helm template and helm install, and namespace/release/values.yaml, which only you can read: values
/// hold passwords more often than not. A release does not hold its chart's subcharts: those that are missing are named in a warning and in the
/// result.
/// </summary>
/// <example>
/// <code>Get-HelmRelease web -Backend ./state | Save-HelmChart ./charts</code>
/// <para>Writes the chart and the values of a saved release below ./charts. No cluster is needed.</para>
/// </example>
/// <example>
/// <code>Get-HelmRelease web -Namespace shop -Revision 3 | Save-HelmChart ./charts -Force | Select-Object Path, ValuesPath</code>
/// <para>Takes an earlier revision, in place of what was written before, and tells what to give helm template and its --values.</para>
/// </example>
/// <example>
/// <code>Get-HelmRelease | Save-HelmChart ./all | Where-Object MissingSubcharts</code>
/// <para>Writes the charts of all releases of a cluster, and shows those that lack subcharts.</para>
/// </example>
[Cmdlet(VerbsData.Save, "HelmChart", SupportsShouldProcess = true)]
[OutputType(typeof(SavedHelmChart))]
public sealed class SaveHelmChartCommand : AsyncCommand
{
    private string _folder = "";

    /// <summary>Releases from Get-HelmRelease, of a cluster or of a state; the revision that was shown counts.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public HelmRelease[] Release { get; set; } = [];

    /// <summary>The folder under which each release gets its own; created where it is missing. The current location if left out.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = ".";

    /// <summary>Replaces what was saved for the same release before; anything else that stands there is left alone.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Prepare() => _folder = ResolvePath(Path);

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken stop)
    {
        var saver = new ChartSaver(_folder, replace: Force);
        foreach (var release in Release)
        {
            try
            {
                await SaveAsync(release, saver, stop);
            }
            catch (ReleaseManagerException error)
            {
                WriteError(error.ToErrorRecord(release));
            }
        }
    }

    private async Task SaveAsync(HelmRelease release, ChartSaver saver, CancellationToken stop)
    {
        var target = saver.PathOf(release.Namespace, release.Name);
        if (!await ConfirmedAsync(target, $"Save the chart {release.Chart} of release {release}", force: false))
        {
            return;
        }

        var record = ReleaseView.RecordOf(await release.ReadContentAsync(stop));
        var saved = await saver.SaveAsync(release.Namespace, release.Name, record, stop);
        if (saved.MissingSubcharts.Count > 0)
        {
            WriteWarning(
                $"The chart {saved.Chart} of {release.Namespace}/{release.Name} lacks subcharts, which a release does not hold: {string.Join(", ", saved.MissingSubcharts)}"
            );
        }

        WriteObject(saved);
    }
}
