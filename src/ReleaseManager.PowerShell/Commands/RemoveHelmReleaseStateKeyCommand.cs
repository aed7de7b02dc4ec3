using System.Management.Automation;
using ReleaseManager.Core.State;

namespace ReleaseManager.PowerShell.Commands;

/// <summary>
/// Removes a key from an encrypted state: it opens the state no more. Never the last one. Who has read the state with it may still know what it held;
/// copy the state to a new path with another key where that matters. Asks first. Needs no cluster.
/// </summary>
/// <example>
/// <code>$safe = New-LocalBackend ./safe -KeyFile ./safe.key
/// Get-HelmReleaseStateKey $safe | Where-Object Kind -eq Passphrase | Remove-HelmReleaseStateKey</code>
/// <para>Removes every passphrase after asking; a key file must be left.</para>
/// </example>
/// <example>
/// <code>New-LocalBackend ./safe -KeyFile ./safe.key | Get-HelmReleaseStateKey | Select-Object -First 1 | Remove-HelmReleaseStateKey -WhatIf</code>
/// <para>Shows that the oldest key would go, and leaves it.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "HelmReleaseStateKey", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveHelmReleaseStateKeyCommand : StateCommand
{
    /// <summary>The key's name, as Get-HelmReleaseStateKey shows it.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(ReleaseState state, CancellationToken stop)
    {
        foreach (var id in Id)
        {
            await EachAsync(
                async () =>
                {
                    if (await ConfirmedAsync(state.Location, $"Remove key {id} for good", Force))
                    {
                        await state.RemoveKeyAsync(id, stop);
                    }
                },
                areSeveral: Id.Length > 1
            );
        }
    }
}
