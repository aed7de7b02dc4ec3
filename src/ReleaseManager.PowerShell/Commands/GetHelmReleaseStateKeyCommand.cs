using System.Management.Automation;
using ReleaseManager.Core.State;

namespace ReleaseManager.PowerShell.Commands;

/// <summary>Lists the keys that open an encrypted state, the oldest first. Needs none of them, and no cluster.</summary>
/// <example>
/// <code>Get-HelmReleaseStateKey ./safe</code>
/// <para>Lists the keys of the state under ./safe: what they are and when they were added, not the keys themselves.</para>
/// </example>
/// <example>
/// <code>New-LocalBackend ./safe | Get-HelmReleaseStateKey | Where-Object Kind -eq Passphrase</code>
/// <para>Lists the passphrases among them; no key is needed to see them.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "HelmReleaseStateKey")]
[OutputType(typeof(HelmReleaseStateKey))]
public sealed class GetHelmReleaseStateKeyCommand : StateCommand
{
    /// <inheritdoc/>
    protected override async Task ProcessAsync(ReleaseState state, CancellationToken stop)
    {
        foreach (var key in await state.ListKeysAsync(stop))
        {
            WriteResult(key);
        }
    }
}
