namespace ReleaseManager.Core.State;

/// <summary>
/// Makes one snapshot of several forks: what any of them holds. Nothing is dropped because one of them lacks it, since it may have been
/// carried past; the next export that looks there settles it.
/// </summary>
/// <param name="readListing">Reads a listing by its name.</param>
/// <param name="nameOf">Names the listing of entries.</param>
internal sealed class ForkMerge(
    Func<string, CancellationToken, Task<IReadOnlyList<ListingEntry>>> readListing,
    Func<byte[], string> nameOf
)
{
    private readonly Dictionary<string, IReadOnlyList<ListingEntry>> _listings = new(StringComparer.Ordinal);

    /// <summary>Entries of the merged listings, by their names.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ListingEntry>> Listings => _listings;

    /// <summary>Forks that hold a listing that cannot be read, so that they are merged in part.</summary>
    public HashSet<SnapshotId> Unreadable { get; } = [];

    /// <param name="forks">Good snapshots of one cluster, the newest first; at least one.</param>
    public async Task<Snapshot> MergeAsync(IReadOnlyList<Snapshot> forks, CancellationToken stop)
    {
        var newest = forks[0];
        if (forks.Count == 1)
        {
            return newest;
        }

        var namespaces = new SortedDictionary<string, NamespaceListing>(StringComparer.Ordinal);
        foreach (var name in forks.SelectMany(fork => fork.Namespaces.Keys).Distinct(StringComparer.Ordinal))
        {
            namespaces[name] = await MergeAsync(name, forks, stop);
        }

        return newest with
        {
            Namespaces = namespaces,
            Resources =
            [
                .. forks
                    .SelectMany(fork => fork.Resources)
                    .DistinctBy(resource => (resource.Kind, resource.Name))
                    .OrderBy(resource => resource.Kind, StringComparer.Ordinal)
                    .ThenBy(resource => resource.Name, StringComparer.Ordinal),
            ],
            EverWhole = forks.Any(fork => fork.EverWhole),
        };
    }

    private async Task<NamespaceListing> MergeAsync(string name, IReadOnlyList<Snapshot> forks, CancellationToken stop)
    {
        var held = forks
            .Where(fork => fork.Namespaces.ContainsKey(name))
            .DistinctBy(fork => fork.Namespaces[name].Listing)
            .ToList();
        if (held.Count == 1)
        {
            return held[0].Namespaces[name];
        }

        var readable = new List<(NamespaceListing Listing, IReadOnlyList<ListingEntry> Entries)>();
        foreach (var fork in held)
        {
            try
            {
                var listing = fork.Namespaces[name];
                readable.Add((listing, await readListing(listing.Listing, stop)));
            }
            catch (StateException)
            {
                Unreadable.Add(fork.Id);
            }
        }

        return readable.Count switch
        {
            0 => held[0].Namespaces[name],
            1 => readable[0].Listing,
            _ => Merge(readable.SelectMany(one => one.Entries)),
        };
    }

    /// <summary>Of a revision in several forms the one that was found last.</summary>
    private NamespaceListing Merge(IEnumerable<ListingEntry> entries)
    {
        var merged = entries
            .GroupBy(entry => (entry.Driver, entry.ObjectName))
            .Select(group => group.MaxBy(entry => entry.Seen)!)
            .Order(ListingCodec.Order)
            .ToList();
        var listing = new NamespaceListing(
            nameOf(ListingCodec.Write(merged)),
            merged.Select(entry => entry.Name).Distinct(StringComparer.Ordinal).Count(),
            merged.Count
        );
        _listings[listing.Listing] = merged;
        return listing;
    }
}
