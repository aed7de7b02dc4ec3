using System.Management.Automation;
using ReleaseManager.Core.Releases;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell.Commands;

/// <summary>
/// Writes the chart that a release was made from into a folder, with the release's own values beside it. Under Path comes
/// namespace/release/chart, fit for helm lint, helm template and helm install, and namespace/release/values.yaml, which only you can read: values
/// hold passwords more often than not. Where a chart of the same release was saved before, it is asked whether to replace it; what nobody can be asked about is
/// an error for that release. A release does not hold its chart's subcharts: those that are missing are named in a warning and in the result.
/// </summary>
/// <example>
/// <code>Get-HelmRelease web -Backend ./state | Save-HelmChart ./charts</code>
/// <para>Writes the chart and the values of a saved release below ./charts. No cluster is needed.</para>
/// </example>
/// <example>
/// <code>Get-HelmRelease web -Namespace shop -Revision 3 | Save-HelmChart ./charts -Force | Select-Object Path, ValuesPath</code>
/// <para>Takes an earlier revision, in place of what was written before without asking, and tells what to give helm template and its --values.</para>
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

    /// <summary>Does not ask whether to replace what was saved for the same release before. Anything else that stands there is left alone.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Prepare() => _folder = ResolvePath(Path);

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken stop)
    {
        foreach (var release in Release)
        {
            try
            {
                await SaveAsync(release, stop);
            }
            catch (ReleaseManagerException error)
            {
                WriteError(error.ToErrorRecord(release));
            }
        }
    }

    private async Task SaveAsync(HelmRelease release, CancellationToken stop)
    {
        var target = new ChartSaver(_folder, replace: false).PathOf(release.Namespace, release.Name);
        var isThere = System.IO.Path.Exists(target);
        var action = $"{(isThere ? "Replace" : "Save")} the chart {release.Chart} of release {release}";
        if (!await ConfirmedAsync(target, action, force: false))
        {
            return;
        }

        var mayReplace = Force || IsBound("Confirm");
        if (isThere && !mayReplace)
        {
            switch (await AnsweredAsync($"'{target}' is there already. Replace it?", action))
            {
                case false:
                    return;
                case true:
                    mayReplace = true;
                    break;
            }
        }

        var saver = new ChartSaver(_folder, mayReplace);
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
