using System.Management.Automation;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell.Commands;

/// <summary>Names a folder as the place of a state, for the other commands. Touches nothing: the folder need not exist.</summary>
/// <example>
/// <code>New-LocalBackend ./state | Export-HelmReleaseState</code>
/// <para>Saves every release of the current cluster under ./state.</para>
/// </example>
/// <example>
/// <code>$backup = New-LocalBackend -Path /mnt/backup/blue
/// Get-HelmRelease -Backend $backup</code>
/// <para>Lists the releases that are saved on a file share.</para>
/// </example>
/// <example>
/// <code>$safe = New-LocalBackend ./safe -Passphrase (Read-Host 'Passphrase' -AsSecureString)
/// Export-HelmReleaseState $safe</code>
/// <para>Saves every release into a state that nobody can read without the passphrase.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "LocalBackend")]
[OutputType(typeof(LocalHelmReleaseBackend))]
public sealed class NewLocalBackendCommand : NewBackendCommand
{
    /// <summary>The folder, taken literally; relative paths start at PowerShell's location.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <inheritdoc/>
    protected override HelmReleaseBackend Describe() =>
        new LocalHelmReleaseBackend(UserPath.Resolve(SessionState.Path, Path));
}
