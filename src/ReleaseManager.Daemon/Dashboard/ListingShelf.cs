using ReleaseManager.Core.State;

namespace ReleaseManager.Daemon.Dashboard;

/// <summary>
/// Keeps what listings hold, which never changes, in few words and up to a bound; what was not used longest makes room. Snapshots share the listings
/// of namespaces that did not change, so a page that goes through many of them reads little.
/// </summary>
/// <param name="most">How many revisions are kept; some 300 bytes each.</param>
internal sealed class ListingShelf(ReleaseState state, int most = 100_000)
{
    private const int AtOnce = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Kept>> _kept = new(StringComparer.Ordinal);
    private readonly LinkedList<Kept> _used = [];
    private int _revisions;

    /// <summary>How many revisions are kept now.</summary>
    public int Revisions
    {
        get
        {
            lock (_gate)
            {
                return _revisions;
            }
        }
    }

    /// <summary>The revisions that listings hold, in the order of the listings.</summary>
    /// <exception cref="ReleaseManagerException">One cannot be read.</exception>
    public async Task<IReadOnlyList<ReleaseSummary>> ReadAsync(IReadOnlyList<string> listings, CancellationToken stop)
    {
        var read = new IReadOnlyList<ReleaseSummary>[listings.Count];
        await Parallel.ForAsync(
            0,
            listings.Count,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop },
            async (at, stop) => read[at] = await ReadAsync(listings[at], stop)
        );
        return [.. read.SelectMany(one => one)];
    }

    /// <summary>The revisions that one listing holds.</summary>
    /// <exception cref="ReleaseManagerException">It cannot be read.</exception>
    public async Task<IReadOnlyList<ReleaseSummary>> ReadAsync(string listing, CancellationToken stop)
    {
        lock (_gate)
        {
            if (_kept.TryGetValue(listing, out var there))
            {
                _used.Remove(there);
                _used.AddLast(there);
                return there.Value.Revisions;
            }
        }

        List<ReleaseSummary> revisions = [.. (await state.ReadListingAsync(listing, stop)).Select(ReleaseSummary.Of)];
        Keep(new Kept(listing, revisions));
        return revisions;
    }

    private void Keep(Kept read)
    {
        lock (_gate)
        {
            if (read.Revisions.Count > most || _kept.ContainsKey(read.Listing))
            {
                return;
            }

            _kept.Add(read.Listing, _used.AddLast(read));
            _revisions += read.Revisions.Count;
            while (_revisions > most)
            {
                var oldest = _used.First!.Value;
                _used.RemoveFirst();
                _kept.Remove(oldest.Listing);
                _revisions -= oldest.Revisions.Count;
            }
        }
    }

    private sealed record Kept(string Listing, IReadOnlyList<ReleaseSummary> Revisions);
}
