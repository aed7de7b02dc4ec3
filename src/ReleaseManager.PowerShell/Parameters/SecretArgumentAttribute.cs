using System.Globalization;
using System.Management.Automation;
using System.Security;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell.Parameters;

/// <summary>
/// Takes a secret as it comes: sealed, or as the plain text that pipelines hold in their variables. Whatever comes is taken, since PowerShell would
/// show in its error what it cannot convert.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            null => null,
            SecureString sealedText => sealedText,
            string text => Secrets.Seal(text),
            var other => Secrets.Seal(Convert.ToString(other, CultureInfo.InvariantCulture) ?? ""),
        };
}
