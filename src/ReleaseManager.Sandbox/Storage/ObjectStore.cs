using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace ReleaseManager.Sandbox.Storage;

/// <summary>
/// The objects of a cluster by storage (group and plural), with the history of changes that watches and continued lists
/// read. Whoever reads or writes holds <see cref="Gate"/>.
/// </summary>
internal sealed class ObjectStore
{
    // As etcd, keep what was for a while only: this many changes.
    private const int HistoryLength = 50_000;

    private readonly Dictionary<string, SortedDictionary<string, StoredObject>> _storages = new(StringComparer.Ordinal);
    private readonly List<StoreChange> _history = [];
    private readonly List<ChannelWriter<StoreChange>> _watchers = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Held while the store is read or written.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The number of the last change.</summary>
    public long Revision { get; private set; } = 1;

    /// <summary>States before this revision are forgotten.</summary>
    public long Oldest { get; private set; } = 1;

    public StoredObject? Find(string storage, string? space, string name) =>
        _storages.TryGetValue(storage, out var objects)
        && objects.TryGetValue(StoredObject.KeyOf(space, name), out var found)
            ? found
            : null;

    /// <summary>The objects of a storage in their order.</summary>
    public IReadOnlyCollection<StoredObject> All(string storage) =>
        _storages.TryGetValue(storage, out var objects) ? objects.Values : [];

    /// <summary>How many objects a namespace holds.</summary>
    public int CountIn(string space) => _counts.GetValueOrDefault(space);

    public IEnumerable<string> Storages => _storages.Keys;

    /// <summary>The objects of a storage in their order, as they were at a revision that is not forgotten.</summary>
    public IReadOnlyCollection<StoredObject> At(string storage, long revision)
    {
        if (revision >= Revision)
        {
            return All(storage);
        }

        var then = new SortedDictionary<string, StoredObject>(StringComparer.Ordinal);
        foreach (var stored in All(storage))
        {
            then[stored.Key] = stored;
        }

        for (var i = _history.Count - 1; i >= 0 && _history[i].Revision > revision; i--)
        {
            var change = _history[i];
            if (change.Storage != storage)
            {
                continue;
            }

            if (change.Before is null)
            {
                then.Remove(change.Last.Key);
            }
            else
            {
                then[change.Before.Key] = change.Before;
            }
        }

        return then.Values;
    }

    /// <summary>Stores an object that is new or changed.</summary>
    /// <param name="json">The object; belongs to the store from here on.</param>
    public StoredObject Put(string storage, JsonObject json)
    {
        var after = new StoredObject(json, ++Revision);
        if (!_storages.TryGetValue(storage, out var objects))
        {
            _storages[storage] = objects = new SortedDictionary<string, StoredObject>(StringComparer.Ordinal);
        }

        if (!objects.TryGetValue(after.Key, out var before))
        {
            Count(after.Namespace, 1);
        }

        objects[after.Key] = after;
        Tell(new StoreChange(Revision, storage, before, after, after));
        return after;
    }

    /// <summary>Removes an object.</summary>
    public void Remove(string storage, StoredObject stored)
    {
        if (_storages[storage].Remove(stored.Key))
        {
            Count(stored.Namespace, -1);
        }

        var last = new StoredObject((JsonObject)stored.Json.DeepClone(), ++Revision);
        Tell(new StoreChange(Revision, storage, stored, null, last));
    }

    /// <summary>The changes after a revision that is not forgotten; further ones come through the channel.</summary>
    public IReadOnlyList<StoreChange> Watch(long after, ChannelWriter<StoreChange> watcher)
    {
        _watchers.Add(watcher);
        var from = _history.FindIndex(change => change.Revision > after);
        return from < 0 ? [] : _history[from..];
    }

    public void Unwatch(ChannelWriter<StoreChange> watcher) => _watchers.Remove(watcher);

    /// <summary>Forgets how the objects were before now.</summary>
    public void Compact()
    {
        _history.Clear();
        Oldest = Revision;
    }

    private void Count(string? space, int difference)
    {
        if (space is not null)
        {
            _counts[space] = CountIn(space) + difference;
        }
    }

    private void Tell(StoreChange change)
    {
        _history.Add(change);
        if (_history.Count > HistoryLength + (HistoryLength / 10))
        {
            var dropped = _history.Count - HistoryLength;
            Oldest = _history[dropped - 1].Revision;
            _history.RemoveRange(0, dropped);
        }

        foreach (var watcher in _watchers)
        {
            watcher.TryWrite(change);
        }
    }
}
