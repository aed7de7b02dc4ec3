using System.Management.Automation;
using ReleaseManager.Core;
using ReleaseManager.Core.State;
using ReleaseManager.PowerShell.Parameters;

namespace ReleaseManager.PowerShell.Commands;

/// <summary>
/// Removes snapshots: those that are named, or all that no rule keeps. The newest good one stays whatever is asked. What only they needed goes a day
/// later, by the next such command, so that no export that runs meanwhile loses anything. Asks first. Needs no cluster.
/// </summary>
/// <example>
/// <code>Remove-HelmReleaseSnapshot ./state -KeepLast 10 -KeepDaily 30 -KeepMonthly 12 -WhatIf</code>
/// <para>Shows which snapshots would go, which would stay, and why, and removes nothing.</para>
/// </example>
/// <example>
/// <code>Remove-HelmReleaseSnapshot ./state -KeepDaily 30 -Force</code>
/// <para>Keeps the newest snapshot of each of the last 30 days that have one, and does not ask.</para>
/// </example>
/// <example>
/// <code>Get-HelmReleaseSnapshot ./state | Where-Object Suspect | Remove-HelmReleaseSnapshot</code>
/// <para>Removes the snapshots that are marked suspect, after asking.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "HelmReleaseSnapshot", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(PruneResult))]
public sealed class RemoveHelmReleaseSnapshotCommand : SnapshotsCommand
{
    /// <summary>Which snapshots go: their numbers, or their full names where several have one number. Rules are left out then.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Id", "Sequence")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SnapshotCompleter))]
    public string[] Snapshot { get; set; } = [];

    /// <summary>Keeps so many of the newest.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int KeepLast { get; set; }

    /// <summary>Keeps the newest of each of so many hours that have one.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int KeepHourly { get; set; }

    /// <summary>Keeps the newest of each of so many days that have one.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int KeepDaily { get; set; }

    /// <summary>Keeps the newest of each of so many weeks that have one.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int KeepWeekly { get; set; }

    /// <summary>Keeps the newest of each of so many months that have one.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int KeepMonthly { get; set; }

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> NamedSnapshots => Snapshot;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(
        ReleaseState state,
        IReadOnlyList<string> snapshots,
        HelmReleaseBackend backend,
        CancellationToken stop
    )
    {
        var options = await OptionsAsync(state, snapshots, stop);
        if (IsWhatIf() || !Force || IsBound("Confirm"))
        {
            // Everything is looked at twice, so that the question says what would go.
            var planned = await state.PruneAsync(options with { PlanOnly = true }, Progress, stop);
            if (IsWhatIf())
            {
                await ShowAsync(planned);
                WriteResult(planned, backend);
                return;
            }

            if (HasAnythingToGo(planned) && !await ConfirmedAsync(state.Location, ActionOf(planned), Force))
            {
                return;
            }
        }

        var result = await state.PruneAsync(options, Progress, stop);
        foreach (var warning in result.Warnings)
        {
            WriteWarning(warning);
        }

        WriteResult(result, backend);
    }

    private async Task<PruneOptions> OptionsAsync(
        ReleaseState state,
        IReadOnlyList<string> snapshots,
        CancellationToken stop
    )
    {
        var policy = new RetentionPolicy
        {
            Last = KeepLast,
            Hourly = KeepHourly,
            Daily = KeepDaily,
            Weekly = KeepWeekly,
            Monthly = KeepMonthly,
        };
        if (policy.KeepsAny == snapshots.Count > 0)
        {
            throw new ReleaseManagerException(
                "PruneOptionsWrong",
                ErrorKind.Usage,
                policy.KeepsAny
                    ? "Snapshots were named and rules given; only one of them can say what goes."
                    : "Nothing says which snapshots are to go."
            )
            {
                Target = state.Location,
                Advice =
                    "Name snapshots with -Snapshot or by the pipeline, or say what stays with -KeepLast, -KeepHourly, -KeepDaily, -KeepWeekly, -KeepMonthly.",
            };
        }

        await state.RequireHeaderAsync(stop);
        return policy.KeepsAny
            ? new PruneOptions { Policy = policy, Writer = Product.Name }
            : new PruneOptions
            {
                Snapshots = await SnapshotNames.ResolveAsync(state, snapshots, stop),
                Writer = Product.Name,
            };
    }

    private async Task ShowAsync(PruneResult planned)
    {
        foreach (var one in planned.Decisions.Where(one => !one.Keep))
        {
            await ConfirmedAsync($"{planned.Location} #{one.Id}", $"Remove the snapshot ({one.Reason})", force: false);
        }

        if (planned.ContentsRemoved > 0)
        {
            await ConfirmedAsync(planned.Location, ContentsOf(planned), force: false);
        }
    }

    private static bool HasAnythingToGo(PruneResult planned) =>
        planned.SnapshotsRemoved > 0 || planned.ContentsRemoved > 0;

    private static string ActionOf(PruneResult planned)
    {
        var going = planned.Decisions.Where(one => !one.Keep).Select(one => one.Id).ToList();
        return going.Count switch
        {
            0 => ContentsOf(planned),
            1 => $"Remove snapshot {going[0]} for good",
            <= 10 => $"Remove snapshots {string.Join(", ", going)} for good",
            _ => $"Remove {going.Count} snapshots, from {going[0]} to {going[^1]}, for good",
        };
    }

    private static string ContentsOf(PruneResult planned) =>
        $"Remove {planned.ContentsRemoved} contents that no snapshot needs any more";
}
