namespace ReleaseManager.Core.Backends;

/// <summary>File operations that last: what they did survives a crash of the machine.</summary>
internal static class DurableFile
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    /// <summary>Writes a new file for its owner alone and flushes it to the disk.</summary>
    public static async Task WriteNewAsync(string path, ReadOnlyMemory<byte> content, CancellationToken stop)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        await using var stream = new FileStream(path, options);
        await stream.WriteAsync(content, stop);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Gives a file a second name if there is none of that name yet.</summary>
    /// <returns>False where the name is taken.</returns>
    public static bool LinkIfAbsent(string source, string path)
    {
        var created = OperatingSystem.IsWindows() ? MoveIfAbsent(source, path) : UnixFiles.LinkIfAbsent(source, path);
        SyncFolderOf(path);
        return created;
    }

    /// <summary>Puts a file in the place of another in one step.</summary>
    /// <returns>True, always: there is nothing to lose against.</returns>
    public static bool Replace(string source, string path)
    {
        File.Move(source, path, overwrite: true);
        SyncFolderOf(path);
        return true;
    }

    /// <summary>Creates a folder with all above it, for their owner alone, each entry flushed.</summary>
    public static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        var above = Path.GetDirectoryName(folder);
        if (above is not null)
        {
            CreateFolder(above);
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerFolder);
        }

        SyncFolderOf(folder);
    }

    /// <summary>Flushes the entries of the folder that holds a path.</summary>
    public static void SyncFolderOf(string path)
    {
        if (Path.GetDirectoryName(path) is { } folder)
        {
            SyncFolder(folder);
        }
    }

    /// <summary>Flushes a folder's entries. Windows has no such call; NTFS journals them.</summary>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            FolderFlush.Run(folder);
        }
        catch (DirectoryNotFoundException)
        {
            // Removed by another process since: nothing is left to flush.
        }
    }

    private static bool MoveIfAbsent(string source, string path)
    {
        try
        {
            // On Windows this is MoveFileEx without replacement, which the system decides in one step.
            File.Move(source, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }
}
