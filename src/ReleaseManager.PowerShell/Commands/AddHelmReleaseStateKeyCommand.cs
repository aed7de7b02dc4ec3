using System.Management.Automation;
using System.Security;
using ReleaseManager.Core.State;
using ReleaseManager.PowerShell.Parameters;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell.Commands;

/// <summary>
/// Adds a key to an encrypted state, which is opened by each of its keys. The state itself is not written anew. Needs a key that opens it, and no
/// cluster.
/// </summary>
/// <example>
/// <code>$safe = New-LocalBackend ./safe -Passphrase (Read-Host 'Passphrase' -AsSecureString)
/// Add-HelmReleaseStateKey $safe -NewKeyFile ./safe.key</code>
/// <para>Lets a key file open the state, too.</para>
/// </example>
/// <example>
/// <code>$old = Get-HelmReleaseStateKey $safe
/// $new = Add-HelmReleaseStateKey $safe -NewPassphrase (Read-Host 'New passphrase' -AsSecureString)
/// $old | Remove-HelmReleaseStateKey</code>
/// <para>Replaces all keys by a new passphrase.</para>
/// </example>
[Cmdlet(VerbsCommon.Add, "HelmReleaseStateKey", SupportsShouldProcess = true, DefaultParameterSetName = ByPassphrase)]
[OutputType(typeof(HelmReleaseStateKey))]
public sealed class AddHelmReleaseStateKeyCommand : StateCommand
{
    private const string ByPassphrase = "Passphrase";
    private const string ByFile = "KeyFile";

    private StateKey _added = null!;

    /// <summary>The passphrase that is to open the state from now on, too.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByPassphrase)]
    [PassphraseArgument]
    [ValidateNotNull]
    public SecureString NewPassphrase { get; set; } = null!;

    /// <summary>A file of exactly 32 bytes that is to open the state from now on, too.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByFile)]
    [ValidateNotNullOrEmpty]
    public string NewKeyFile { get; set; } = "";

    /// <inheritdoc/>
    protected override void Prepare() =>
        _added = ParameterSetName is ByFile ? StateKeyFile.ReadKey(ResolvePath(NewKeyFile)) : NewPassphrase.ToKey();

    /// <inheritdoc/>
    protected override async Task ProcessAsync(ReleaseState state, CancellationToken stop)
    {
        var what = _added.Kind is KeySlotKind.KeyFile ? "key file" : "passphrase";
        if (await ConfirmedAsync(state.Location, $"Add a {what} that opens the state", force: false))
        {
            WriteResult(await state.AddKeyAsync(_added, stop));
        }
    }
}
