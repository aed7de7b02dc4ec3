using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace ReleaseManager.Core.Backends;

/// <summary>
/// A folder of this machine, or one mounted into it. What it creates is for its owner alone, since records hold Secrets. A
/// folder that is not there is an empty backend until something is written.
/// </summary>
/// <remarks>
/// Items appear under their name complete and on disk: written to a temporary file beside it, flushed, then linked, which
/// fails where the name is taken. (A move that looks first is not atomic: several writers win.)
/// </remarks>
public sealed class LocalBackend : IBackend
{
    private readonly string _root;
    private readonly TemporaryFiles _temporary;
    private readonly LocalLock _lock;
    private readonly LocalFolders _folders;

    /// <summary>Names a folder; touches nothing.</summary>
    /// <param name="path">Full path; a relative one is the caller's to complete.</param>
    /// <param name="time">The clock; the system's where null.</param>
    /// <exception cref="ArgumentException">The path is not a full one.</exception>
    public LocalBackend(string path, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (!Path.IsPathFullyQualified(path))
        {
            throw new ArgumentException($"'{path}' is not a full path.", nameof(path));
        }

        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        _temporary = new TemporaryFiles(time ?? TimeProvider.System);
        _lock = new LocalLock(_root, time ?? TimeProvider.System);
        _folders = new LocalFolders(_root, _temporary, _lock);
    }

    /// <inheritdoc/>
    public string Location => _root;

    /// <inheritdoc/>
    public Task<BackendGuarantees> FindGuaranteesAsync(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return Task.FromResult(new BackendGuarantees { ExactWrites = true });
    }

    /// <inheritdoc/>
    public async Task<BackendContent?> ReadAsync(string name, CancellationToken stop)
    {
        BackendName.Check(name);
        stop.ThrowIfCancellationRequested();
        try
        {
            return await ReadFileAsync(PathOf(name), stop) is { } bytes
                ? new BackendContent(bytes, TagOf(bytes))
                : null;
        }
        catch (Exception e) when (LocalErrors.Concern(e))
        {
            throw LocalErrors.Reading(_root, name, e);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop)
    {
        BackendName.Check(name);
        stop.ThrowIfCancellationRequested();
        var path = PathOf(name);
        try
        {
            if (File.Exists(path))
            {
                DurableFile.SyncFolderOf(path);
                return false;
            }

            return await CreateFileAsync(path, content, stop);
        }
        catch (Exception e) when (LocalErrors.Concern(e))
        {
            throw LocalErrors.Writing(_root, name, e);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> ReplaceAsync(string name, ReadOnlyMemory<byte> content, string tag, CancellationToken stop)
    {
        BackendName.Check(name);
        ArgumentNullException.ThrowIfNull(tag);
        stop.ThrowIfCancellationRequested();
        var path = PathOf(name);
        try
        {
            if (!File.Exists(path))
            {
                RefuseFileAsRoot();
                return false;
            }

            using var held = await _lock.TakeAsync(stop);
            return held is not null
                && await ReadFileAsync(path, stop) is { } standing
                && string.Equals(TagOf(standing), tag, StringComparison.Ordinal)
                && await TemporaryFiles.UseAsync(
                    path,
                    content,
                    temporary => DurableFile.Replace(temporary, path),
                    stop
                );
        }
        catch (Exception e) when (LocalErrors.Concern(e))
        {
            throw LocalErrors.Writing(_root, name, e);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BackendEntry> ListAsync(
        string folder,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        BackendName.CheckFolder(folder);
        stop.ThrowIfCancellationRequested();
        await Task.CompletedTask;
        foreach (var entry in List(folder, stop))
        {
            stop.ThrowIfCancellationRequested();
            yield return entry;
        }
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(IReadOnlyCollection<string> names, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(names);
        foreach (var name in names)
        {
            BackendName.Check(name);
        }

        stop.ThrowIfCancellationRequested();
        RefuseFileAsRoot();
        if (names.Count == 0 || !Directory.Exists(_root))
        {
            return;
        }

        var current = "";
        try
        {
            using (var held = await _lock.TakeAsync(stop))
            {
                if (held is null)
                {
                    return;
                }

                foreach (var name in names)
                {
                    stop.ThrowIfCancellationRequested();
                    current = name;
                    Delete(PathOf(name));
                }
            }

            _folders.Leave(names.Select(name => Path.GetDirectoryName(PathOf(name))!));
        }
        catch (Exception e) when (LocalErrors.Concern(e))
        {
            throw LocalErrors.Deleting(_root, current, e);
        }
    }

    private async Task<bool> CreateFileAsync(string path, ReadOnlyMemory<byte> content, CancellationToken stop)
    {
        const int attempts = 10;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                PrepareFolder(path);
                return await TemporaryFiles.UseAsync(
                    path,
                    content,
                    temporary => DurableFile.LinkIfAbsent(temporary, path),
                    stop
                );
            }
            catch (DirectoryNotFoundException) when (attempt < attempts)
            {
                // Somebody else removed the folder as empty just now.
            }
        }
    }

    private List<BackendEntry> List(string folder, CancellationToken stop)
    {
        var start = folder.Length == 0 ? _root : PathOf(folder);
        try
        {
            if (!Directory.Exists(start))
            {
                RefuseFileAsRoot();
                return [];
            }

            var found = LocalList.Under(start, folder, stop);
            found.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
            return found;
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (LocalErrors.Concern(e))
        {
            throw LocalErrors.Reading(_root, folder, e);
        }
    }

    private void PrepareFolder(string path)
    {
        RefuseFileAsRoot();
        var folder = Path.GetDirectoryName(path)!;
        DurableFile.CreateFolder(folder);
        _temporary.SweepOnce(folder);
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Not there is as good as removed.
        }
    }

    private static async Task<byte[]?> ReadFileAsync(string path, CancellationToken stop)
    {
        try
        {
            using var handle = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[RandomAccess.GetLength(handle)];
            var filled = 0;
            int read;
            while (
                filled < bytes.Length
                && (read = await RandomAccess.ReadAsync(handle, bytes.AsMemory(filled), filled, stop)) > 0
            )
            {
                filled += read;
            }

            return filled == bytes.Length ? bytes : bytes[..filled];
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (DirectoryNotFoundException) when (!LocalErrors.LeadsThroughFile(path))
        {
            return null;
        }
    }

    private void RefuseFileAsRoot()
    {
        if (!Directory.Exists(_root) && LocalErrors.LeadsThroughFile(_root))
        {
            throw LocalErrors.RootIsFile(_root);
        }
    }

    private string PathOf(string name) => Path.Combine(_root, name.Replace('/', Path.DirectorySeparatorChar));

    private static string TagOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
