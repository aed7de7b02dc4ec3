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
/// <code>Get-HelmReleaseSnapshot ./state -Last 1 | Get-HelmRelease</code>
/// <para>Lists the releases of the newest snapshot, be it suspect or not.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "HelmReleaseSnapshot")]
[OutputType(typeof(HelmReleaseSnapshot))]
public sealed class GetHelmReleaseSnapshotCommand : StateCommand
{
    /// <summary>Only the snapshots with these numbers.</summary>
    [Parameter(Position = 1)]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(SnapshotCompleter))]
    public int[] Sequence { get; set; } = [];

    /// <summary>Only so many of the newest.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Last { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(ReleaseState state, CancellationToken stop)
    {
        IReadOnlyList<SnapshotId> ids =
            Sequence.Length > 0 ? [.. Sequence.Select(SnapshotId.FromInt32)] : await state.ListSnapshotsAsync(stop);
        if (ids.Count == 0)
        {
            await state.RequireHeaderAsync(stop);
        }

        foreach (var warning in (await state.FindOriginalReportAsync(stop))?.Warnings ?? [])
        {
            WriteWarning(warning);
        }

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
}
