using System.Management.Automation;
using System.Security;
using ReleaseManager.PowerShell.Parameters;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell;

/// <summary>A cmdlet that describes where a state is kept, and with what key; it touches nothing.</summary>
public abstract class NewBackendCommand : PSCmdlet
{
    /// <summary>
    /// Opens an encrypted state, and encrypts one that is begun. Without it and -KeyFile the environment variable RELEASEMANAGER_PASSPHRASE counts, where
    /// it is set.
    /// </summary>
    [Parameter]
    [PassphraseArgument]
    [ValidateNotNull]
    public SecureString? Passphrase { get; set; }

    /// <summary>A file of exactly 32 bytes that opens an encrypted state, and encrypts one that is begun. It is read when the state is used.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyFile { get; set; }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        try
        {
            if (Passphrase is not null && KeyFile is not null)
            {
                throw new ReleaseManagerException(
                    "KeyAmbiguous",
                    ErrorKind.Usage,
                    "A passphrase and a key file were given; a state is opened by one of them."
                )
                {
                    Advice = "Give -Passphrase or -KeyFile.",
                };
            }

            WriteObject(
                Describe() with
                {
                    Passphrase = Passphrase?.Copy(),
                    KeyFile = KeyFile is null ? null : UserPath.Resolve(SessionState.Path, KeyFile),
                }
            );
        }
        catch (ReleaseManagerException e) when (MyInvocation.GoesOnAfterErrors())
        {
            WriteError(e.ToErrorRecord());
        }
        catch (ReleaseManagerException e)
        {
            ThrowTerminatingError(e.ToErrorRecord());
        }
    }

    /// <summary>The backend without its key.</summary>
    /// <exception cref="ReleaseManagerException">What was given is incomplete or contradicts itself.</exception>
    protected abstract HelmReleaseBackend Describe();
}
