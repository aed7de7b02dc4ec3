using System.Collections.Concurrent;
using ReleaseManager.Core.State;

namespace ReleaseManager.Daemon.Dashboard;

/// <summary>Answers what is asked of the saved state; all that never changes is kept within bounds, and no record is ever read.</summary>
internal sealed class SavedView(ReleaseState state, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<(SnapshotId Before, SnapshotId After), ChangeCounts> _counts = [];
    private readonly SnapshotShelf _snapshots = new(state, time);
    private readonly ListingShelf _listings = new(state);

    /// <summary>The snapshots as they were last seen.</summary>
    public SnapshotShelf Snapshots => _snapshots;

    /// <summary>What is kept of their listings.</summary>
    public ListingShelf Listings => _listings;

    /// <summary>The releases of a snapshot at their highest revisions.</summary>
    /// <exception cref="ReleaseManagerException">A listing cannot be read.</exception>
    public async Task<IReadOnlyList<ReleaseSummary>> ReleasesOfAsync(SnapshotFacts snapshot, CancellationToken stop) =>
        ReleaseSummary.Newest(
            await _listings.ReadAsync([.. snapshot.Namespaces.Values.Select(one => one.Listing)], stop)
        );

    /// <summary>What differs between two snapshots; namespaces whose listing is the same are not looked at.</summary>
    /// <exception cref="ReleaseManagerException">A listing cannot be read.</exception>
    public async Task<IReadOnlyList<ReleaseChange>> CompareAsync(
        SnapshotFacts from,
        SnapshotFacts to,
        CancellationToken stop
    )
    {
        var older = await _listings.ReadAsync([.. OnlyIn(from, to)], stop);
        var newer = await _listings.ReadAsync([.. OnlyIn(to, from)], stop);
        return SnapshotComparison.Compare(older, newer);
    }

    /// <summary>
    /// Counts what changed from snapshot to snapshot, the newest first, as far as time allows; what was counted once is known from then on.
    /// </summary>
    /// <param name="budget">How long counting may go on.</param>
    public async Task<IReadOnlyDictionary<SnapshotId, ChangeCounts>> CountChangesAsync(
        SnapshotLine line,
        TimeSpan budget,
        CancellationToken stop
    )
    {
        var begun = time.GetTimestamp();
        var pairs = line.WithBefore().Where(one => one.Before is not null).Reverse().ToList();
        Dictionary<SnapshotId, ChangeCounts> found = [];
        foreach (var (snapshot, before) in pairs)
        {
            var key = (before!.Id, snapshot.Id);
            if (!_counts.TryGetValue(key, out var counts) && time.GetElapsedTime(begun) < budget)
            {
                counts = await TryCountAsync(before, snapshot, stop);
                if (counts is not null)
                {
                    _counts[key] = counts;
                }
            }

            if (counts is not null)
            {
                found[snapshot.Id] = counts;
            }
        }

        foreach (var gone in _counts.Keys.Except(pairs.Select(one => (one.Before!.Id, one.Snapshot.Id))))
        {
            _counts.TryRemove(gone, out _);
        }

        return found;
    }

    /// <summary>Every revision of a release that any snapshot holds, the newest first, as the newest of those snapshots shows it.</summary>
    /// <param name="budget">How long reading may go on; what is older than it reached is left out.</param>
    /// <returns>The revisions, and whether all snapshots were looked at.</returns>
    /// <exception cref="ReleaseManagerException">A listing cannot be read.</exception>
    public async Task<(IReadOnlyList<SeenRevision> Revisions, bool IsComplete)> HistoryAsync(
        SnapshotLine line,
        string ns,
        string name,
        TimeSpan budget,
        CancellationToken stop
    )
    {
        var begun = time.GetTimestamp();
        Dictionary<(int, string), SeenRevision> seen = [];
        foreach (var snapshot in line.Snapshots.Reverse())
        {
            if (time.GetElapsedTime(begun) >= budget)
            {
                return (Ordered(seen.Values), false);
            }

            if (snapshot.Namespaces.GetValueOrDefault(ns) is { } listing)
            {
                foreach (var one in (await _listings.ReadAsync(listing.Listing, stop)).Where(one => one.Name == name))
                {
                    var key = (one.Revision, one.Driver);
                    seen[key] = seen.TryGetValue(key, out var later)
                        ? later with
                        {
                            First = snapshot,
                        }
                        : new SeenRevision(one, snapshot, snapshot);
                }
            }
        }

        return (Ordered(seen.Values), true);
    }

    /// <inheritdoc/>
    public void Dispose() => _snapshots.Dispose();

    private async Task<ChangeCounts?> TryCountAsync(SnapshotFacts before, SnapshotFacts after, CancellationToken stop)
    {
        try
        {
            var changes = await CompareAsync(before, after, stop);
            var added = changes.Count(one => one.IsAdded);
            var removed = changes.Count(one => one.IsRemoved);
            return new ChangeCounts(added, removed, changes.Count - added - removed);
        }
        catch (StateException e) when (e.TellsOfDamage)
        {
            // The picture goes without this figure; verifying the state is what names the damage.
            return null;
        }
    }

    private static IEnumerable<string> OnlyIn(SnapshotFacts one, SnapshotFacts other) =>
        one
            .Namespaces.Where(mine => other.Namespaces.GetValueOrDefault(mine.Key)?.Listing != mine.Value.Listing)
            .Select(mine => mine.Value.Listing);

    private static IReadOnlyList<SeenRevision> Ordered(IEnumerable<SeenRevision> seen) =>
        [
            .. seen.OrderByDescending(one => one.Revision.Revision)
                .ThenBy(one => one.Revision.Driver, StringComparer.Ordinal),
        ];
}
