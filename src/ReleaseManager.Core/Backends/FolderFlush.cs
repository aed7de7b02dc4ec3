using System.Collections.Concurrent;
using System.Runtime.Versioning;

namespace ReleaseManager.Core.Backends;

/// <summary>
/// Flushes a folder's entries once for all who wait for it: a flush covers every name that was entered before it began. Thousands of
/// items are written to one folder by several writers, and each must know its name to be on the disk.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class FolderFlush
{
    private static readonly ConcurrentDictionary<string, FolderFlush> All = new(StringComparer.Ordinal);

    private readonly Lock _one = new();
    private long _entered;
    private long _covered;

    private FolderFlush() { }

    /// <summary>Returns once a flush has ended that began after this call. What it throws, it throws to this caller alone.</summary>
    public static void Run(string folder) => All.GetOrAdd(folder, _ => new FolderFlush()).Flush(folder);

    private void Flush(string folder)
    {
        var mine = Interlocked.Increment(ref _entered);
        lock (_one)
        {
            if (_covered >= mine)
            {
                return;
            }

            var covers = Interlocked.Read(ref _entered);
            UnixFiles.SyncFolder(folder);
            _covered = covers;
        }
    }
}
