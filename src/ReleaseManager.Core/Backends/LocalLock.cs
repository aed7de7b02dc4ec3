using System.Runtime.Versioning;

namespace ReleaseManager.Core.Backends;

/// <summary>
/// One holder at a time of the right to change or remove items in a folder, among all processes of the machine: an open file
/// that the system gives up when its process ends.
/// </summary>
internal sealed class LocalLock(string root, TimeProvider time)
{
    /// <summary>Hidden, so that no list shows it.</summary>
    private const string Name = ".rm-lock";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private string FilePath => Path.Combine(root, Name);

    /// <summary>Waits for the lock; disposing of the result gives it back. Null where the folder is not there.</summary>
    /// <exception cref="TimeoutException">Somebody holds it for too long.</exception>
    public async Task<IDisposable?> TakeAsync(CancellationToken stop)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                if (TryTake() is { } held)
                {
                    return held;
                }
            }
            catch (DirectoryNotFoundException)
            {
                return null;
            }

            if (time.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException(
                    $"'{FilePath}' has been locked by another process for {Patience.TotalSeconds} seconds"
                );
            }

            await Task.Delay(Pause, time, stop);
        }
    }

    /// <summary>Removes the lock's file where nothing else is left in the folder and nobody holds it.</summary>
    public void RemoveIfAlone()
    {
        var only = Directory.EnumerateFileSystemEntries(root).Take(2).ToList();
        if (only.Count == 1 && string.Equals(only[0], FilePath, StringComparison.Ordinal))
        {
            using var held = TryTake();
            if (held is not null)
            {
                File.Delete(FilePath);
            }
        }
    }

    private FileStream? TryTake()
    {
        FileStream? file = null;
        try
        {
            file = Open();
            if (OperatingSystem.IsWindows() || IsStillThere(file))
            {
                return file;
            }
        }
        catch (Exception e) when (IsTaken(e))
        {
            // Held by another.
        }

        file?.Dispose();
        return null;
    }

    /// <summary>
    /// False where the file was removed between opening and locking: then the lock is on a file that nobody else will open. The
    /// mark that this holder writes shows through the path only if both are the same file.
    /// </summary>
    [UnsupportedOSPlatform("windows")]
    private bool IsStillThere(FileStream file)
    {
        var mark = Guid.NewGuid().ToByteArray();
        file.SetLength(0);
        file.Write(mark);
        file.Flush();
        using var other = UnixFiles.OpenForReading(FilePath);
        Span<byte> seen = stackalloc byte[mark.Length];
        return other is not null && RandomAccess.Read(other, seen, 0) == mark.Length && seen.SequenceEqual(mark);
    }

    private FileStream Open()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (OperatingSystem.IsWindows())
        {
            options.Options = FileOptions.DeleteOnClose;
        }
        else
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(FilePath, options);
    }

    // A sharing violation: on Windows its own code, elsewhere EWOULDBLOCK as the runtime passes it on.
    private static bool IsTaken(Exception e) =>
        e is IOException and not FileNotFoundException and not DirectoryNotFoundException
        && (e.HResult is unchecked((int)0x80070020) or 11 or 35);
}
