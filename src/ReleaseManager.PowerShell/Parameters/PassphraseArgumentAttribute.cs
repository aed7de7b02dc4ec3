using System.Management.Automation;
using System.Security;

namespace ReleaseManager.PowerShell.Parameters;

/// <summary>Takes a passphrase as SecureString only, and refuses all else without showing it, as PowerShell's own error would.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PassphraseArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            null => null,
            SecureString passphrase => passphrase,
            _ => throw new ArgumentTransformationMetadataException(
                "A passphrase is taken as a SecureString, for example from Read-Host -AsSecureString; or set the environment variable RELEASEMANAGER_PASSPHRASE."
            ),
        };
}
