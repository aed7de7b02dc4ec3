using ReleaseManager.Core.Backends;

namespace ReleaseManager.Core.State;

/// <summary>
/// Looks for one snapshot from the newest down, and remembers what it passed, to say why there is none. What may be needed is read several at a
/// time, so that thousands in a bucket are not asked for one after another; the newest alone where that will do.
/// </summary>
internal sealed class SnapshotSearch(SnapshotFiles files, SnapshotSelector selector)
{
    private const int AtOnce = 16;

    private Snapshot? _newest;
    private Snapshot? _oldestGood;
    private int _good;

    /// <returns>The snapshot that is meant; null where there is none.</returns>
    /// <exception cref="StateException">It, or one that would have to be looked at first, is damaged.</exception>
    public async Task<Snapshot?> RunAsync(CancellationToken stop)
    {
        if (selector.Id is { } wanted)
        {
            return await files.FindAsync(wanted, stop);
        }

        var left = await files.ListAsync(stop);
        left.Reverse();
        for (var size = FirstReads(); left.Count > 0; size = AtOnce)
        {
            var ids = left.TakeWhile((id, at) => at < size || id.Sequence == left[size - 1].Sequence).ToList();
            left.RemoveRange(0, ids.Count);
            var reads = ids.ConvertAll(id => (id.Sequence, Read: files.ReadAsync(id, stop)));

            // All of them end here; an error counts only when it is that snapshot's turn.
            await ((Task)Task.WhenAll(reads.Select(one => one.Read))).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing
            );
            foreach (var group in reads.GroupBy(one => one.Sequence, one => one.Read))
            {
                // Of several of one number the one that was taken last comes first.
                var forks = (await Task.WhenAll(group)).OfType<Snapshot>();
                if (forks.OrderByDescending(fork => (fork.Time, fork.Id)).FirstOrDefault(Takes) is { } found)
                {
                    return found;
                }
            }
        }

        return null;
    }

    /// <summary>Why a search that has ended found nothing.</summary>
    public StateException NoneAt(IBackend backend) =>
        selector.Id is { } id ? StateErrors.NoSnapshot(backend, id)
        : _newest is null ? StateErrors.Empty(backend)
        : _oldestGood is null ? StateErrors.AllSuspect(backend, _newest.Id)
        : selector.Time is not null ? StateErrors.NoSnapshotSoOld(backend, selector, _oldestGood)
        : StateErrors.TooFewSnapshots(backend, selector, _good);

    private int FirstReads() => selector.Time is null ? Math.Min(selector.Back, AtOnce - 1) + 1 : AtOnce;

    private bool Takes(Snapshot snapshot)
    {
        _newest ??= snapshot;
        if (snapshot.Suspect is not null)
        {
            return selector.OrSuspect;
        }

        _oldestGood = snapshot;
        _good++;
        return selector.Time is { } time ? WasTakenBy(time, snapshot) : _good > selector.Back;
    }

    private static bool WasTakenBy(DateTimeOffset time, Snapshot snapshot)
    {
        var isInWholeSeconds = time.Ticks % TimeSpan.TicksPerSecond == 0;
        var taken = snapshot.Time.UtcTicks;
        return (isInWholeSeconds ? taken - (taken % TimeSpan.TicksPerSecond) : taken) <= time.UtcTicks;
    }
}
