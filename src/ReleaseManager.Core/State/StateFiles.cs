using ReleaseManager.Core.Backends;

namespace ReleaseManager.Core.State;

/// <summary>The files under a state's path, sorted by what they are, with their sizes in the store.</summary>
internal sealed class StateFiles
{
    public List<SnapshotId> Snapshots { get; } = [];

    public Dictionary<string, long> Listings { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, long> Records { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, long> Resources { get; } = new(StringComparer.Ordinal);

    /// <summary>Ids of key slots.</summary>
    public List<string> Keys { get; } = [];

    /// <summary>Lists of what may be removed, and their marks.</summary>
    public List<BackendEntry> Removals { get; } = [];

    public List<string> Foreign { get; } = [];

    /// <summary>All files of the state with their sizes.</summary>
    public List<BackendEntry> All { get; } = [];

    /// <summary>Bytes of all files of the state.</summary>
    public long Bytes { get; private set; }

    /// <summary>True where no file belongs to a state.</summary>
    public bool IsEmpty => All.Count == 0;

    /// <summary>Full names of all contents.</summary>
    public IEnumerable<string> Contents =>
        Listings
            .Keys.Select(StateLayout.Listing)
            .Concat(Records.Keys.Select(StateLayout.Record))
            .Concat(Resources.Keys.Select(StateLayout.Resource));

    /// <summary>Lists everything under a path.</summary>
    public static async Task<StateFiles> ListAsync(IBackend backend, CancellationToken stop)
    {
        var files = new StateFiles();
        await foreach (var entry in backend.ListAsync("", stop))
        {
            files.Add(entry);
        }

        return files;
    }

    /// <summary>Size of a content; null where it is not there.</summary>
    public long? SizeOf(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return Folder(name[..slash])?.TryGetValue(name[(slash + 1)..], out var size) == true ? size : null;
    }

    private void Add(BackendEntry entry)
    {
        if (!StateLayout.Owns(entry.Name))
        {
            Foreign.Add(entry.Name);
            return;
        }

        All.Add(entry);
        Bytes += entry.Size;
        if (StateLayout.SnapshotOf(entry.Name) is { } id)
        {
            Snapshots.Add(id);
        }
        else if (StateLayout.KeyOf(entry.Name, out var isLeaving) is { } key)
        {
            if (!isLeaving)
            {
                Keys.Add(key);
            }
        }
        else if (RemovalName.Parse(entry.Name) is not null)
        {
            Removals.Add(entry);
        }
        else if (entry.Name.IndexOf('/', StringComparison.Ordinal) is var slash and > 0)
        {
            Folder(entry.Name[..slash])?.Add(entry.Name[(slash + 1)..], entry.Size);
        }
    }

    private Dictionary<string, long>? Folder(string name) =>
        name switch
        {
            StateLayout.Listings => Listings,
            StateLayout.Records => Records,
            StateLayout.Resources => Resources,
            _ => null,
        };
}
