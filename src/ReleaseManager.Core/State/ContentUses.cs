namespace ReleaseManager.Core.State;

/// <summary>Which contents the snapshots and listings of a state refer to, and from where.</summary>
internal sealed class ContentUses
{
    private readonly Dictionary<string, List<ListingUse>> _listings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<SnapshotId>> _resources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(string Listing, ListingEntry Entry)>> _records = new(
        StringComparer.Ordinal
    );

    public IEnumerable<string> Listings => _listings.Keys;

    public IEnumerable<string> Records => _records.Keys;

    public IEnumerable<string> Resources => _resources.Keys;

    public void Add(Snapshot snapshot)
    {
        foreach (var (name, listing) in snapshot.Namespaces)
        {
            At(_listings, listing.Listing).Add(new(snapshot.Id, name, listing));
        }

        foreach (var resource in snapshot.Resources)
        {
            At(_resources, resource.Hash).Add(snapshot.Id);
        }
    }

    /// <summary>Notes the records of a listing; of one that no snapshot refers to, nothing is in use.</summary>
    public void Add(string listing, IReadOnlyList<ListingEntry> entries)
    {
        if (!_listings.ContainsKey(listing))
        {
            return;
        }

        foreach (var entry in entries)
        {
            At(_records, entry.Record).Add((listing, entry));
        }
    }

    public bool Uses(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var hash = name[(slash + 1)..];
        return name[..slash] switch
        {
            StateLayout.Listings => _listings.ContainsKey(hash),
            StateLayout.Records => _records.ContainsKey(hash),
            StateLayout.Resources => _resources.ContainsKey(hash),
            _ => false,
        };
    }

    public IReadOnlyList<ListingUse> UsesOf(string listing) => _listings.GetValueOrDefault(listing) ?? [];

    public IReadOnlyList<SnapshotId> SnapshotsOf(string listing) =>
        _listings.TryGetValue(listing, out var uses) ? [.. uses.Select(use => use.Snapshot).Distinct().Order()] : [];

    public IReadOnlyList<string> NamespacesOf(string listing) =>
        _listings.TryGetValue(listing, out var uses)
            ?
            [
                .. uses.Select(use => $"{use.Namespace}/*")
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    public IReadOnlyList<SnapshotId> SnapshotsOfResource(string hash) =>
        _resources.TryGetValue(hash, out var uses) ? [.. uses.Order()] : [];

    /// <summary>The entries that refer to a record, each once although several listings may hold it.</summary>
    public IReadOnlyList<ListingEntry> EntriesOf(string record) =>
        _records.TryGetValue(record, out var uses)
            ?
            [
                .. uses.Select(use => use.Entry)
                    .DistinctBy(entry => (Revision(entry), entry.Encoding, entry.Size, entry.Problem)),
            ]
            : [];

    public IReadOnlyList<SnapshotId> SnapshotsOfRecord(string record) =>
        _records.TryGetValue(record, out var uses)
            ?
            [
                .. uses.Select(use => use.Listing)
                    .Distinct(StringComparer.Ordinal)
                    .SelectMany(SnapshotsOf)
                    .Distinct()
                    .Order(),
            ]
            : [];

    /// <summary>A revision as problems name it.</summary>
    public static string Revision(ListingEntry entry) =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{entry.Namespace}/{entry.Name} v{entry.Revision}"
        );

    private static T At<T>(Dictionary<string, T> map, string key)
        where T : new()
    {
        if (!map.TryGetValue(key, out var value))
        {
            map[key] = value = new T();
        }

        return value;
    }
}
