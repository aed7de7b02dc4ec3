using ReleaseManager.Core.Backends;

namespace ReleaseManager.Core.State;

/// <summary>The snapshots of a state: which there are, one read, one added.</summary>
internal sealed class SnapshotFiles(IBackend backend)
{
    /// <summary>Lists all numbers, ascending; gaps are what retention left.</summary>
    public async Task<List<int>> ListAsync(CancellationToken stop)
    {
        var sequences = new List<int>();
        await foreach (var entry in backend.ListAsync(StateLayout.Snapshots, stop))
        {
            if (StateLayout.SequenceOf(entry.Name) is { } sequence)
            {
                sequences.Add(sequence);
            }
        }

        sequences.Sort();
        return sequences;
    }

    /// <summary>Reads a snapshot; null where there is none of that number.</summary>
    /// <exception cref="StateException">It is damaged.</exception>
    public async Task<Snapshot?> ReadAsync(int sequence, CancellationToken stop)
    {
        var name = StateLayout.Snapshot(sequence);
        if (await backend.ReadAsync(name, stop) is not { } content)
        {
            return null;
        }

        return SnapshotCodec.Read(content.Bytes.Span, sequence)
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

    /// <summary>Finds the newest that the selector allows; null where there is none.</summary>
    /// <exception cref="StateException">One that would have to be looked at first is damaged.</exception>
    public async Task<Snapshot?> FindAsync(SnapshotSelector selector, CancellationToken stop)
    {
        if (selector.Sequence is { } wanted)
        {
            return await ReadAsync(wanted, stop);
        }

        foreach (var sequence in Enumerable.Reverse(await ListAsync(stop)))
        {
            if (await ReadAsync(sequence, stop) is { } snapshot && (selector.OrSuspect || snapshot.Suspect is null))
            {
                return snapshot;
            }
        }

        return null;
    }

    /// <summary>Adds a snapshot; false if its number is taken.</summary>
    public Task<bool> TryAppendAsync(Snapshot snapshot, CancellationToken stop) =>
        backend.CreateAsync(StateLayout.Snapshot(snapshot.Sequence), SnapshotCodec.Write(snapshot), stop);
}
