namespace ReleaseManager.Core.State;

/// <summary>Finds out what snapshots refer to. Snapshots and listings never change, so each is read once.</summary>
internal sealed class ReferenceReader(ReleaseState state)
{
    private readonly Dictionary<SnapshotId, Snapshot> _snapshots = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _listings = new(StringComparer.Ordinal);

    /// <summary>All snapshots that were read, by number.</summary>
    public IReadOnlyList<Snapshot> Snapshots => [.. _snapshots.Values.OrderBy(one => one.Id)];

    /// <summary>Reads snapshots.</summary>
    /// <returns>Those that are damaged.</returns>
    public async Task<Dictionary<SnapshotId, StateException>> ReadSnapshotsAsync(
        IEnumerable<SnapshotId> ids,
        IProgress<OperationProgress>? progress,
        CancellationToken stop
    )
    {
        var damaged = new Dictionary<SnapshotId, StateException>();
        var unknown = ids.Where(id => !_snapshots.ContainsKey(id)).ToList();
        var done = 0;
        await foreach (
            var (id, snapshot, error) in OrderedReads.RunAsync(unknown, id => state.Snapshots.TryReadAsync(id, stop))
        )
        {
            if (snapshot is not null)
            {
                _snapshots[id] = snapshot;
            }
            else if (error is not null)
            {
                damaged[id] = error;
            }

            progress?.Report(new OperationProgress("Reading snapshots", null, ++done, unknown.Count));
        }

        return damaged;
    }

    /// <summary>Full names of all contents that snapshots refer to, by way of their listings, too.</summary>
    /// <param name="ids">Snapshots that were read; those that were gone then are passed over.</param>
    /// <exception cref="StateException">A listing is damaged or missing, so that it is not known what it refers to.</exception>
    public async Task<HashSet<string>> OfAsync(
        IEnumerable<SnapshotId> ids,
        IProgress<OperationProgress>? progress,
        CancellationToken stop
    )
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        var listings = new HashSet<string>(StringComparer.Ordinal);
        foreach (var snapshot in ids.Select(id => _snapshots.GetValueOrDefault(id)).OfType<Snapshot>())
        {
            listings.UnionWith(snapshot.Namespaces.Values.Select(one => one.Listing));
            needed.UnionWith(snapshot.Resources.Select(one => StateLayout.Resource(one.Hash)));
        }

        await ReadListingsAsync(listings, progress, stop);
        foreach (var listing in listings)
        {
            needed.Add(StateLayout.Listing(listing));
            needed.UnionWith(_listings[listing]);
        }

        return needed;
    }

    private async Task ReadListingsAsync(
        IEnumerable<string> hashes,
        IProgress<OperationProgress>? progress,
        CancellationToken stop
    )
    {
        var unknown = hashes.Where(hash => !_listings.ContainsKey(hash)).ToList();
        var done = 0;
        await foreach (
            var (hash, entries) in OrderedReads.RunAsync(
                unknown,
                async hash => (hash, await state.ReadListingAsync(hash, stop))
            )
        )
        {
            _listings[hash] =
            [
                .. entries.Select(entry => StateLayout.Record(entry.Record)).Distinct(StringComparer.Ordinal),
            ];
            progress?.Report(new OperationProgress("Reading listings", null, ++done, unknown.Count));
        }
    }
}
