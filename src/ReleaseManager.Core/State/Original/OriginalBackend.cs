using System.Runtime.CompilerServices;
using System.Text.Json;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.State.Original;

/// <summary>
/// What the original tool saved, shown as a state of the current format with one snapshot, so that whoever reads a state needs to know nothing of it.
/// All files are read once, at the first use; bodies are not kept but read again when a record is wanted. Nothing is ever written.
/// </summary>
internal sealed class OriginalBackend : IBackend
{
    private const long ManagerLimit = 1 << 16;

    private readonly IBackend _inner;
    private readonly IReadOnlyList<BackendEntry> _files;
    private readonly Lock _gate = new();
    private Task<OriginalContents>? _contents;

    private OriginalBackend(IBackend inner, IReadOnlyList<BackendEntry> files)
    {
        _inner = inner;
        _files = files;
    }

    /// <inheritdoc/>
    public string Location => _inner.Location;

    /// <summary>Looks for the tool's files where there is no header of a state. A file of the current format says that there was one.</summary>
    /// <returns>Null where the place is something else, or empty.</returns>
    public static async Task<OriginalBackend?> DetectAsync(IBackend inner, CancellationToken stop)
    {
        var files = new List<BackendEntry>();
        await foreach (var entry in inner.ListAsync("", stop))
        {
            if (StateLayout.Owns(entry.Name))
            {
                return null;
            }

            if (OriginalNames.IsOne(entry.Name))
            {
                files.Add(entry);
            }
        }

        return files.Count > 0 ? new OriginalBackend(inner, files) : null;
    }

    /// <summary>What could be recovered.</summary>
    public async Task<OriginalReport> ReportAsync(CancellationToken stop) => (await ContentsAsync(stop)).Report;

    /// <inheritdoc/>
    public Task<BackendGuarantees> FindGuaranteesAsync(CancellationToken stop) => _inner.FindGuaranteesAsync(stop);

    /// <inheritdoc/>
    public async Task<BackendContent?> ReadAsync(string name, CancellationToken stop)
    {
        BackendName.Check(name);
        var contents = await ContentsAsync(stop);
        var bytes = contents.Find(name);
        if (bytes is null && contents.FindRecord(name) is { } file)
        {
            bytes = await _inner.ReadAsync(file.Name, stop) is { } json ? RecordCodec.Compress(json.Bytes.Span) : null;
        }

        return bytes is null ? null : new BackendContent(bytes, ContentName.Of(bytes));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BackendEntry> ListAsync(
        string folder,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        BackendName.CheckFolder(folder);
        var contents = await ContentsAsync(stop);
        var entries = contents
            .Items.Where(item => folder.Length == 0 || item.Name.StartsWith($"{folder}/", StringComparison.Ordinal))
            .Select(item => new BackendEntry(item.Name, item.Size, contents.Changed))
            .ToList();
        await foreach (var foreign in _inner.ListAsync(folder, stop))
        {
            if (!OriginalNames.IsOne(foreign.Name) && !StateLayout.Owns(foreign.Name))
            {
                entries.Add(foreign);
            }
        }

        foreach (var entry in entries.OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            yield return entry;
        }
    }

    /// <inheritdoc/>
    public Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop) =>
        throw ReadOnly();

    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(string name, ReadOnlyMemory<byte> content, string tag, CancellationToken stop) =>
        throw ReadOnly();

    /// <inheritdoc/>
    public Task DeleteAsync(IReadOnlyCollection<string> names, CancellationToken stop) => throw ReadOnly();

    /// <summary>The error of whoever wants to write here.</summary>
    public StateException ReadOnly() =>
        new(
            "OriginalLayoutReadOnly",
            $"{Location} holds what the original tool saved; that layout is read, and never written, changed or removed."
        )
        {
            Target = Location,
            Advice = "Use another path; copy the state there to have it in the current format.",
        };

    private Task<OriginalContents> ContentsAsync(CancellationToken stop)
    {
        lock (_gate)
        {
            // One that failed or was stopped is begun anew.
            return _contents is { IsFaulted: false, IsCanceled: false }
                ? _contents
                : _contents = ReadContentsAsync(stop);
        }
    }

    private async Task<OriginalContents> ReadContentsAsync(CancellationToken stop)
    {
        var releases = _files.Where(file => OriginalNames.IsRelease(file.Name)).ToList();
        var (files, unreadable) = await new OriginalReader(_inner, DecodeLimits.Default).ReadAsync(releases, stop);
        var histories = files
            .GroupBy(file => (file.Entry.Namespace, file.Entry.Name))
            .OrderBy(group => group.Key.Namespace, StringComparer.Ordinal)
            .ThenBy(group => group.Key.Name, StringComparer.Ordinal)
            .Select(group => new OriginalHistory(group))
            .ToList();
        var namespaces = histories
            .Select(history => history.Files[0].Entry)
            .ToLookup(entry => entry.Name, entry => entry.Namespace, StringComparer.Ordinal);
        var definitions = new ChartDefinitions(_inner, DecodeLimits.Default);
        await definitions.ReadAsync(histories, stop);
        var (own, problem) = await ReadManagerAsync(stop);
        var report = new OriginalReport
        {
            Location = Location,
            Releases = [.. histories.Select(one => one.Describe([.. namespaces[one.Files[0].Entry.Name]], own))],
            Manager = own,
            Unreadable = problem is null ? unreadable : [.. unreadable, problem],
        };
        return new OriginalContents(report, histories, definitions.Found, _files.Max(file => file.Modified));
    }

    private async Task<(string? Name, UnreadableFile? Problem)> ReadManagerAsync(CancellationToken stop)
    {
        var found = _files.Where(file => file.Name is OriginalNames.Manager).Select(file => file.Size).ToList();
        if (found is not [< ManagerLimit] || await _inner.ReadAsync(OriginalNames.Manager, stop) is not { } content)
        {
            return (null, null);
        }

        try
        {
            var read = JsonSerializer.Deserialize(content.Bytes.Span, OriginalJson.Default.ManagerRelease);
            return (read?.ReleaseName, null);
        }
        catch (JsonException)
        {
            return (
                null,
                new(OriginalNames.Manager, "ManagerStateUnreadable", "It is not the JSON that the tool wrote.")
            );
        }
    }
}
