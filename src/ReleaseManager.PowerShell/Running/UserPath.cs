using System.Management.Automation;

namespace ReleaseManager.PowerShell.Running;

/// <summary>Reads paths as the user means them: relative to PowerShell's location, which the process does not follow.</summary>
internal static class UserPath
{
    /// <summary>The full path of a file or folder, which need not exist.</summary>
    /// <exception cref="ReleaseManagerException">It is no path of the file system.</exception>
    public static string Resolve(PathIntrinsics paths, string path)
    {
        ArgumentNullException.ThrowIfNull(paths);

        ProviderInfo provider;
        string full;
        try
        {
            full = paths.GetUnresolvedProviderPathFromPSPath(path, out provider, out _);
        }
        catch (Exception e) when (e is SessionStateException or NotSupportedException)
        {
            throw Unusable(path, e);
        }

        return string.Equals(provider.Name, "FileSystem", StringComparison.Ordinal)
            ? full
            : throw Unusable(path, inner: null);
    }

    private static ReleaseManagerException Unusable(string path, Exception? inner) =>
        new("PathNotInFileSystem", ErrorKind.Usage, $"'{path}' is not a path of the file system.", inner)
        {
            Target = path,
            Advice = "Give the path of a file or folder.",
        };
}
