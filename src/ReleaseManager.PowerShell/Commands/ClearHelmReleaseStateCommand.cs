using System.Management.Automation;
using ReleaseManager.Core.State;

namespace ReleaseManager.PowerShell.Commands;

/// <summary>
/// Removes the state that is kept under a backend's path: what its format knows, nothing else. Asks first. Needs no cluster.
/// </summary>
/// <example>
/// <code>Clear-HelmReleaseState ./state</code>
/// <para>Removes the state under ./state after asking.</para>
/// </example>
/// <example>
/// <code>Clear-HelmReleaseState ./state -WhatIf</code>
/// <para>Shows how much would go, and removes nothing.</para>
/// </example>
[Cmdlet(VerbsCommon.Clear, "HelmReleaseState", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ClearResult))]
public sealed class ClearHelmReleaseStateCommand : StateCommand
{
    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(ReleaseState state, CancellationToken stop)
    {
        var isConfirmed = await ConfirmedAsync(state.Location, "Remove all saved release state", Force);
        if (isConfirmed || IsWhatIf())
        {
            var result = await state.ClearAsync(new ClearOptions { PlanOnly = !isConfirmed }, Progress, stop);
            foreach (var warning in result.Warnings)
            {
                WriteWarning(warning);
            }

            WriteResult(result);
        }
    }
}
