using System.Security.Cryptography;
using ReleaseManager.Core.Backends;

namespace ReleaseManager.Core.State;

/// <summary>The snapshots of a state: which there are, one read, one added.</summary>
internal sealed class SnapshotFiles(IBackend backend)
{
    /// <summary>Lists all snapshots, ascending; gaps are what retention left.</summary>
    public async Task<List<SnapshotId>> ListAsync(CancellationToken stop)
    {
        var ids = new List<SnapshotId>();
        await foreach (var entry in backend.ListAsync(StateLayout.Snapshots, stop))
        {
            if (StateLayout.SnapshotOf(entry.Name) is { } id)
            {
                ids.Add(id);
            }
        }

        ids.Sort();
        return ids;
    }

    /// <summary>Reads a snapshot; null where there is none of that name.</summary>
    /// <exception cref="StateException">It is damaged.</exception>
    public async Task<Snapshot?> ReadAsync(SnapshotId id, CancellationToken stop)
    {
        var name = StateLayout.Snapshot(id);
        if (await backend.ReadAsync(name, stop) is not { } content)
        {
            return null;
        }

        return SnapshotCodec.Read(content.Bytes.Span, id)
            ?? throw new StateException(
                "SnapshotDamaged",
                $"'{name}' in the state at {backend.Location} is damaged: it is not the snapshot that its checksum promises."
            )
            {
                Target = name,
                Advice =
                    "Verify the state, and choose an earlier snapshot by its number with -Snapshot (--snapshot); none is chosen in its place silently.",
            };
    }

    /// <summary>Reads a snapshot; one that is damaged is told and not thrown, one that is gone is neither there nor an error.</summary>
    public async Task<SnapshotRead> TryReadAsync(SnapshotId id, CancellationToken stop)
    {
        try
        {
            return new SnapshotRead(id, await ReadAsync(id, stop), Error: null);
        }
        catch (StateException e)
        {
            return new SnapshotRead(id, Snapshot: null, e);
        }
    }

    /// <summary>Reads the snapshot of a name; where that is a number alone, also the only fork of it.</summary>
    /// <exception cref="StateException">It is damaged, or several have the number.</exception>
    public async Task<Snapshot?> FindAsync(SnapshotId wanted, CancellationToken stop) =>
        await ReadAsync(wanted, stop) ?? (wanted.Fork is null ? await FindForkAsync(wanted, stop) : null);

    /// <summary>
    /// Adds a snapshot; null if its number is taken. Where the place cannot let exactly one win a number, a random mark joins the number, so
    /// that of two who write at the same moment neither replaces the other.
    /// </summary>
    /// <returns>The snapshot as it is now there.</returns>
    public async Task<Snapshot?> TryAppendAsync(Snapshot snapshot, CancellationToken stop)
    {
        if (!(await backend.FindGuaranteesAsync(stop)).ExactWrites)
        {
            // Whoever is seen to have been faster needs no fork.
            if (await ListAsync(stop) is [.., var newest] && newest.Sequence >= snapshot.Sequence)
            {
                return null;
            }

            snapshot = snapshot with
            {
                Fork = RandomNumberGenerator.GetHexString(SnapshotId.ForkDigits, lowercase: true),
            };
        }

        return await TryAddAsync(snapshot, stop) ? snapshot : null;
    }

    /// <summary>Adds a snapshot under its own name; false where there is one.</summary>
    public Task<bool> TryAddAsync(Snapshot snapshot, CancellationToken stop) =>
        backend.CreateAsync(StateLayout.Snapshot(snapshot.Id), SnapshotCodec.Write(snapshot), stop);

    /// <summary>The names in groups of one number, the newest number first.</summary>
    public static IEnumerable<IGrouping<int, SnapshotId>> NewestFirst(IEnumerable<SnapshotId> ids) =>
        ids.GroupBy(id => id.Sequence).OrderByDescending(group => group.Key);

    /// <summary>The only fork of a number; null where there is none.</summary>
    /// <exception cref="StateException">Several have the number.</exception>
    public static SnapshotId? OnlyFork(IBackend backend, IEnumerable<SnapshotId> there, SnapshotId wanted)
    {
        var forks = there.Where(id => id.Sequence == wanted.Sequence).ToList();
        return forks.Count switch
        {
            0 => null,
            1 => forks[0],
            _ => throw StateErrors.Ambiguous(backend, wanted, forks),
        };
    }

    private async Task<Snapshot?> FindForkAsync(SnapshotId wanted, CancellationToken stop) =>
        OnlyFork(backend, await ListAsync(stop), wanted) is { } fork ? await ReadAsync(fork, stop) : null;
}
