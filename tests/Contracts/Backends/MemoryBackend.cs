using System.Globalization;
using System.Runtime.CompilerServices;
using ReleaseManager.Core.Backends;

namespace ReleaseManager.Contracts.Backends;

/// <summary>A backend in memory, for tests of what stands on backends; keeps the contract.</summary>
/// <param name="time">The clock of its listings; the system's where null.</param>
/// <param name="exactWrites">False for a place that ignores conditions: it looks first and writes then.</param>
/// <param name="keepsVersions">What a bucket says of its old versions; null for a place that knows none.</param>
public sealed class MemoryBackend(TimeProvider? time = null, bool exactWrites = true, bool? keepsVersions = null)
    : IBackend
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Item> _items = new(StringComparer.Ordinal);
    private long _writes;

    public string Location => "memory";

    /// <summary>The names of all items.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_gate)
            {
                return [.. _items.Keys];
            }
        }
    }

    /// <summary>Where conditions are ignored, runs between the look and the write of each item.</summary>
    public Func<string, Task>? BeforeLateWrite { get; set; }

    /// <summary>How many writes there were.</summary>
    public long Writes
    {
        get
        {
            lock (_gate)
            {
                return _writes;
            }
        }
    }

    /// <summary>Another backend with the same items.</summary>
    public MemoryBackend Copy()
    {
        var copy = new MemoryBackend(_time, exactWrites, keepsVersions);
        lock (_gate)
        {
            foreach (var (name, item) in _items)
            {
                copy._items[name] = item;
            }
        }

        return copy;
    }

    /// <summary>Writes whatever is there, as damage does.</summary>
    public void Put(string name, ReadOnlySpan<byte> content)
    {
        lock (_gate)
        {
            Store(name, content.ToArray());
        }
    }

    /// <summary>Reads an item that is there.</summary>
    public byte[] Get(string name)
    {
        lock (_gate)
        {
            return [.. _items[name].Bytes];
        }
    }

    public Task<BackendGuarantees> FindGuaranteesAsync(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return Task.FromResult(new BackendGuarantees { ExactWrites = exactWrites, KeepsVersions = keepsVersions });
    }

    public Task<BackendContent?> ReadAsync(string name, CancellationToken stop)
    {
        BackendName.Check(name);
        stop.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult(
                _items.TryGetValue(name, out var item) ? new BackendContent(item.Bytes, item.Tag) : null
            );
        }
    }

    public Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop)
    {
        BackendName.Check(name);
        return WriteAsync(name, content, () => !_items.ContainsKey(name), stop);
    }

    public Task<bool> ReplaceAsync(string name, ReadOnlyMemory<byte> content, string tag, CancellationToken stop)
    {
        BackendName.Check(name);
        ArgumentNullException.ThrowIfNull(tag);
        return WriteAsync(name, content, () => _items.TryGetValue(name, out var item) && item.Tag == tag, stop);
    }

    public async IAsyncEnumerable<BackendEntry> ListAsync(
        string folder,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        BackendName.CheckFolder(folder);
        List<BackendEntry> found;
        lock (_gate)
        {
            found =
            [
                .. _items
                    .Where(item => folder.Length == 0 || item.Key.StartsWith($"{folder}/", StringComparison.Ordinal))
                    .Select(item => new BackendEntry(item.Key, item.Value.Bytes.Length, item.Value.Modified)),
            ];
        }

        foreach (var entry in found)
        {
            stop.ThrowIfCancellationRequested();
            yield return entry;
            await Task.CompletedTask;
        }
    }

    public Task DeleteAsync(IReadOnlyCollection<string> names, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(names);
        foreach (var name in names)
        {
            BackendName.Check(name);
        }

        stop.ThrowIfCancellationRequested();
        lock (_gate)
        {
            foreach (var name in names)
            {
                _items.Remove(name);
            }
        }

        return Task.CompletedTask;
    }

    private async Task<bool> WriteAsync(
        string name,
        ReadOnlyMemory<byte> content,
        Func<bool> mayWrite,
        CancellationToken stop
    )
    {
        stop.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (!mayWrite())
            {
                return false;
            }

            if (exactWrites)
            {
                return Store(name, content.ToArray());
            }
        }

        await (BeforeLateWrite?.Invoke(name) ?? Task.CompletedTask);
        await Task.Yield();
        lock (_gate)
        {
            return Store(name, content.ToArray());
        }
    }

    private bool Store(string name, byte[] bytes)
    {
        _items[name] = new Item(bytes, (++_writes).ToString(CultureInfo.InvariantCulture), _time.GetUtcNow());
        return true;
    }

    private sealed record Item(byte[] Bytes, string Tag, DateTimeOffset Modified);
}
