using System.Management.Automation;
using ReleaseManager.Core.Clusters;

namespace ReleaseManager.PowerShell.Running;

/// <summary>
/// The environment of this process, with relative files of <c>$KUBECONFIG</c> taken from PowerShell's location: as they are by
/// every program that is started from there.
/// </summary>
/// <param name="location">PowerShell's location in the file system.</param>
internal sealed class ShellEnvironment(string location) : IKubeEnvironment
{
    /// <inheritdoc/>
    public string? HomeFolder =>
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? home : null;

    /// <inheritdoc/>
    public string ServiceAccountFolder => "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>The environment of the session that this thread serves.</summary>
    public static ShellEnvironment Of(PathIntrinsics paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return new ShellEnvironment(paths.CurrentFileSystemLocation.ProviderPath);
    }

    /// <inheritdoc/>
    public string? Variable(string name)
    {
        var value = Environment.GetEnvironmentVariable(name);
        return value is not null && string.Equals(name, "KUBECONFIG", StringComparison.Ordinal)
            ? string.Join(
                Path.PathSeparator,
                value
                    .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                    .Select(file => Path.GetFullPath(file, location))
            )
            : value;
    }
}
