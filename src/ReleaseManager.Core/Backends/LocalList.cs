using System.IO.Enumeration;

namespace ReleaseManager.Core.Backends;

/// <summary>Lists the items under a folder; what has no valid name is foreign and left out.</summary>
internal static class LocalList
{
    /// <summary>All items under a folder, in the order of the file system.</summary>
    /// <param name="start">Full path of the folder.</param>
    /// <param name="folder">Its name in the backend; empty for the root.</param>
    public static List<BackendEntry> Under(string start, string folder, CancellationToken stop)
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = 3,
            IgnoreInaccessible = false,
            AttributesToSkip = FileAttributes.None,
        };
        var files = new FileSystemEnumerable<BackendEntry>(start, Entry, options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref FileSystemEntry entry) => entry.FileName[0] != '.',
        };
        var found = new List<BackendEntry>();
        foreach (var entry in files)
        {
            stop.ThrowIfCancellationRequested();
            if (BackendName.IsValid(entry.Name))
            {
                found.Add(entry);
            }
        }

        return found;

        BackendEntry Entry(ref FileSystemEntry entry)
        {
            var below = Path.GetRelativePath(start, entry.ToFullPath()).Replace(Path.DirectorySeparatorChar, '/');
            return new(folder.Length == 0 ? below : $"{folder}/{below}", entry.Length, entry.LastWriteTimeUtc);
        }
    }
}
