namespace ReleaseManager.Core.Backends;

/// <summary>Cleans up the folders from which items were removed.</summary>
internal sealed class LocalFolders(string root, TemporaryFiles temporary, LocalLock rootLock)
{
    /// <summary>Makes removals last, and removes folders up to the root that hold nothing any more.</summary>
    /// <param name="folders">Full paths of the folders from which something was removed.</param>
    public void Leave(IEnumerable<string> folders)
    {
        foreach (var folder in folders.Distinct(StringComparer.Ordinal))
        {
            var at = folder;
            while (at.Length >= root.Length && RemoveIfEmpty(at))
            {
                at = Path.GetDirectoryName(at)!;
            }
        }
    }

    /// <summary>False where the folder holds anything; a folder that somebody else removed is as good as removed.</summary>
    private bool RemoveIfEmpty(string folder)
    {
        try
        {
            temporary.Sweep(folder);
            DurableFile.SyncFolder(folder);
            if (string.Equals(folder, root, StringComparison.Ordinal))
            {
                rootLock.RemoveIfAlone();
            }

            return !Directory.EnumerateFileSystemEntries(folder).Any() && TryRemove(folder);
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
    }

    private static bool TryRemove(string folder)
    {
        try
        {
            Directory.Delete(folder);
            return true;
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Somebody wrote into it meanwhile.
            return false;
        }
    }
}
