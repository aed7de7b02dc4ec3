using System.Net;
using System.Security;

namespace ReleaseManager.PowerShell.Running;

/// <summary>Secrets on their way in and out of SecureString, which PowerShell shows nowhere.</summary>
internal static class Secrets
{
    /// <summary>Seals a text.</summary>
    public static SecureString Seal(string text) => new NetworkCredential("", text).SecurePassword;

    /// <summary>The text, for whatever uses it.</summary>
    public static string? Open(SecureString? secret) =>
        secret is null ? null : new NetworkCredential("", secret).Password;
}
