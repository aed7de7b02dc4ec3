using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Export;

/// <summary>What the state holds of a cluster's records, found by the very content or by the release.</summary>
internal sealed class KnownEntries
{
    private readonly Dictionary<RecordKey, ListingEntry> _byKey = [];
    private readonly ILookup<ReleaseKey, ListingEntry> _byRelease;

    private readonly IReadOnlySet<string> _damaged;

    private KnownEntries(List<ListingEntry> newest, List<ListingEntry> parent, IReadOnlySet<string> damaged)
    {
        _damaged = damaged;
        foreach (var entry in newest.Concat(parent))
        {
            _byKey.TryAdd(KeyOf(entry), entry);
        }

        _byRelease = parent.ToLookup(ReleaseOf);
    }

    /// <summary>Reads what the snapshots hold that an export stands on. A damaged listing holds nothing: its records are read again.</summary>
    public static async Task<KnownEntries> ReadAsync(ReleaseState state, ExportBase on, CancellationToken stop)
    {
        Task<IReadOnlyList<ListingEntry>> ReadListingAsync(string hash) => on.ReadListingAsync(state, hash, stop);

        var (parent, damaged) = await ReadAsync(on.Parent, ReadListingAsync);
        var newest = ReferenceEquals(on.Newest, on.Parent)
            ? parent
            : (await ReadAsync(on.Newest, ReadListingAsync)).Entries;
        return new KnownEntries(newest, parent, damaged);
    }

    /// <summary>The key of the content that an entry is of.</summary>
    private static RecordKey KeyOf(ListingEntry entry) =>
        new(DriverOf(entry), entry.Namespace, entry.ObjectName, entry.Uid, entry.ResourceVersion);

    /// <summary>The release that an entry is of.</summary>
    private static ReleaseKey ReleaseOf(ListingEntry entry) => new(DriverOf(entry), entry.Namespace, entry.Name);

    /// <summary>Whether the state holds no record that could be left unread.</summary>
    public bool IsEmpty => _byKey.Count == 0;

    /// <summary>The entry of this very content; null where the state does not hold it.</summary>
    public ListingEntry? Find(RecordKey key) => _byKey.GetValueOrDefault(key);

    /// <summary>The entries of a release in the snapshot that a new one builds on.</summary>
    public IEnumerable<ListingEntry> Of(ReleaseKey release) => _byRelease[release];

    /// <summary>Whether what the snapshot that a new one builds on holds of a namespace could be read.</summary>
    public bool IsReadable(string ns) => !_damaged.Contains(ns);

    private static StorageDriver DriverOf(ListingEntry entry) =>
        entry.Driver == ListingEntry.DriverSecret ? StorageDriver.Secret : StorageDriver.ConfigMap;

    private static async Task<(List<ListingEntry> Entries, HashSet<string> Damaged)> ReadAsync(
        Snapshot? snapshot,
        Func<string, Task<IReadOnlyList<ListingEntry>>> readListing
    )
    {
        List<ListingEntry> entries = [];
        var damaged = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var (ns, listing) in snapshot?.Namespaces
                ?? new Dictionary<string, NamespaceListing>(StringComparer.Ordinal)
        )
        {
            try
            {
                entries.AddRange(await readListing(listing.Listing));
            }
            catch (StateException)
            {
                // Reading all of the namespace anew saves whatever this listing held and is still there.
                damaged.Add(ns);
            }
        }

        return (entries, damaged);
    }
}
