namespace ReleaseManager.Core.State;

/// <summary>Counts what earlier good snapshots held of what an export looks at.</summary>
/// <param name="readListing">Reads a listing by its name; asked at most once for each.</param>
internal sealed class LossBaselineReader(Func<string, CancellationToken, Task<IReadOnlyList<ListingEntry>>> readListing)
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Reads what a loss is measured by.</summary>
    /// <param name="found">Releases that were found now: none at all is measured against every line of the path.</param>
    public async Task<List<LossBaseline>> ReadAsync(
        ExportBase on,
        SnapshotScope scope,
        int found,
        CancellationToken stop
    )
    {
        var good = on.Baseline;
        if (found == 0 && on.Parent is null && on.NewestGoodOfAll is { } other)
        {
            good = [other];
        }

        var baseline = new List<LossBaseline>();
        foreach (var snapshot in good)
        {
            baseline.Add(new(snapshot.Sequence, snapshot.Time, await CountAsync(snapshot, scope, stop)));
        }

        return baseline;
    }

    private async Task<int> CountAsync(Snapshot snapshot, SnapshotScope scope, CancellationToken stop)
    {
        var count = 0;
        foreach (var (_, listing) in snapshot.Namespaces.Where(one => scope.IncludesNamespace(one.Key)))
        {
            count +=
                scope.Names.Count == 0 && scope.Driver is null
                    ? listing.Releases
                    : await CountAsync(listing, scope, stop);
        }

        return count;
    }

    private async Task<int> CountAsync(NamespaceListing listing, SnapshotScope scope, CancellationToken stop)
    {
        if (!_counts.TryGetValue(listing.Listing, out var count))
        {
            try
            {
                var entries = await readListing(listing.Listing, stop);
                count = entries
                    .Where(scope.Includes)
                    .Select(entry => entry.Name)
                    .Distinct(StringComparer.Ordinal)
                    .Count();
            }
            catch (StateException)
            {
                // Unreadable: counted in full, since too large a baseline asks and too small a one forgets.
                count = listing.Releases;
            }

            _counts[listing.Listing] = count;
        }

        return count;
    }
}
