using System.Management.Automation;
using ReleaseManager.Core.State;
using ReleaseManager.PowerShell.Parameters;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell.Commands;

/// <summary>Lists the snapshots of a state, the oldest first. Needs no cluster.</summary>
/// <example>
/// <code>Get-HelmReleaseSnapshot ./state</code>
/// <para>Lists every snapshot under ./state.</para>
/// </example>
/// <example>
/// <code>Get-HelmReleaseSnapshot ./state latest, latest~1</code>
/// <para>Shows the newest good snapshot and the good one before it.</para>
/// </example>
/// <example>
/// <code>Get-HelmReleaseSnapshot ./state -Last 1 | Get-HelmRelease</code>
/// <para>Lists the releases of the newest snapshot, be it suspect or not.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "HelmReleaseSnapshot")]
[OutputType(typeof(HelmReleaseSnapshot))]
public sealed class GetHelmReleaseSnapshotCommand : StateCommand
{
    /// <summary>
    /// Which snapshots; all if left out. Each as its number; latest, the newest that is not suspect; latest~2, the second good one before that; or a
    /// time, for the state as of then.
    /// </summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Id", "Sequence")]
    [SnapshotArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SnapshotCompleter))]
    public string[] Snapshot { get; set; } = [];

    /// <summary>Only so many of the newest.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Last { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(ReleaseState state, CancellationToken stop)
    {
        await state.RequireHeaderAsync(stop);
        foreach (var warning in (await state.FindOriginalReportAsync(stop))?.Warnings ?? [])
        {
            WriteWarning(warning);
        }

        var named = Snapshot is [] && Origins.SnapshotOf(Backend) is { } given ? [given] : Snapshot;
        if (named.Length > 0)
        {
            foreach (var name in Last > 0 ? named.TakeLast(Last) : named)
            {
                await EachAsync(() => WriteAsync(state, name, stop), areSeveral: true);
            }

            return;
        }

        var ids = await state.ListSnapshotsAsync(stop);
        await foreach (var read in state.ReadSnapshotsAsync(Last > 0 ? ids.TakeLast(Last) : ids, stop))
        {
            if (read.Snapshot is { } snapshot)
            {
                WriteResult(SnapshotView.Of(state, snapshot));
            }
            else
            {
                WriteError(read.Error!.ToErrorRecord(read.Id.ToString()));
            }
        }
    }

    private async Task WriteAsync(ReleaseState state, string name, CancellationToken stop) =>
        WriteResult(SnapshotView.Of(state, await state.RequireAsync(SnapshotSelector.Parse(name), stop)));
}
