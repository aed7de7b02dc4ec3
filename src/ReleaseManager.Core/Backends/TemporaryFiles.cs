using System.Collections.Concurrent;

namespace ReleaseManager.Core.Backends;

/// <summary>Files that hold a write until it is whole. A crash may leave one; it is swept when it is older than a day.</summary>
internal sealed class TemporaryFiles(TimeProvider time)
{
    private const string Prefix = ".rm-";
    private const string Suffix = ".tmp";

    private static readonly TimeSpan Age = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, bool> _swept = new(StringComparer.Ordinal);

    /// <summary>Writes a temporary file beside a path, on disk before it is used and gone afterwards.</summary>
    public static async Task<bool> UseAsync(
        string path,
        ReadOnlyMemory<byte> content,
        Func<string, bool> use,
        CancellationToken stop
    )
    {
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, $"{Prefix}{Guid.NewGuid():N}{Suffix}");
        try
        {
            await DurableFile.WriteNewAsync(temporary, content, stop);
            stop.ThrowIfCancellationRequested();
            return use(temporary);
        }
        finally
        {
            Remove(temporary);
        }
    }

    /// <summary>Sweeps a folder the first time that this is asked.</summary>
    public void SweepOnce(string folder)
    {
        if (_swept.TryAdd(folder, true))
        {
            Sweep(folder);
        }
    }

    /// <summary>Removes what crashes left in a folder; what may still be in use stays.</summary>
    public void Sweep(string folder)
    {
        var before = time.GetUtcNow().UtcDateTime - Age;
        foreach (var file in Directory.EnumerateFiles(folder, $"{Prefix}*{Suffix}"))
        {
            // Without the first question a file that has just gone would count as centuries old, and its successor be removed.
            var found = new FileInfo(file);
            if (found.Exists && found.LastWriteTimeUtc < before)
            {
                Remove(file);
            }
        }
    }

    /// <summary>A temporary file that cannot be removed is no failure of the write that it served.</summary>
    private static void Remove(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The sweep of a later day takes it.
        }
    }
}
