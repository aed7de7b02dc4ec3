using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace ReleaseManager.Core.Backends;

/// <summary>Keeps bytes in this process's memory, for as long as somebody holds it: what passes from one cluster to another touches no disk.</summary>
/// <param name="location">Where the bytes come from, in words for a message.</param>
/// <param name="time">The clock of its listings.</param>
public sealed class TransientBackend(string location, TimeProvider time) : IBackend
{
    private readonly ConcurrentDictionary<string, Item> _items = new(StringComparer.Ordinal);
    private long _writes;

    /// <inheritdoc/>
    public string Location => location;

    /// <inheritdoc/>
    public Task<BackendGuarantees> FindGuaranteesAsync(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return Task.FromResult(new BackendGuarantees { ExactWrites = true });
    }

    /// <inheritdoc/>
    public Task<BackendContent?> ReadAsync(string name, CancellationToken stop)
    {
        BackendName.Check(name);
        stop.ThrowIfCancellationRequested();
        return Task.FromResult(_items.GetValueOrDefault(name)?.Content);
    }

    /// <inheritdoc/>
    public Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop)
    {
        BackendName.Check(name);
        stop.ThrowIfCancellationRequested();
        return Task.FromResult(_items.TryAdd(name, Kept(content)));
    }

    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(string name, ReadOnlyMemory<byte> content, string tag, CancellationToken stop)
    {
        BackendName.Check(name);
        ArgumentNullException.ThrowIfNull(tag);
        stop.ThrowIfCancellationRequested();
        return Task.FromResult(
            _items.TryGetValue(name, out var there)
                && there.Content.Tag == tag
                && _items.TryUpdate(name, Kept(content), there)
        );
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BackendEntry> ListAsync(
        string folder,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        BackendName.CheckFolder(folder);
        var inside = folder.Length == 0 ? "" : $"{folder}/";
        foreach (
            var (name, item) in _items
                .Where(one => one.Key.StartsWith(inside, StringComparison.Ordinal))
                .OrderBy(one => one.Key, StringComparer.Ordinal)
        )
        {
            stop.ThrowIfCancellationRequested();
            yield return new BackendEntry(name, item.Content.Bytes.Length, item.Modified);
            await Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(IReadOnlyCollection<string> names, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(names);
        foreach (var name in names)
        {
            BackendName.Check(name);
        }

        stop.ThrowIfCancellationRequested();
        foreach (var name in names)
        {
            _items.TryRemove(name, out _);
        }

        return Task.CompletedTask;
    }

    private Item Kept(ReadOnlyMemory<byte> content)
    {
        var tag = Interlocked.Increment(ref _writes).ToString(CultureInfo.InvariantCulture);
        return new Item(new BackendContent(content.ToArray(), tag), time.GetUtcNow());
    }

    private sealed record Item(BackendContent Content, DateTimeOffset Modified);
}
