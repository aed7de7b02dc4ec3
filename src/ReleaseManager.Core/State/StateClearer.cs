using ReleaseManager.Core.Backends;

namespace ReleaseManager.Core.State;

/// <summary>Removes a state: what the format gives names to, and nothing else.</summary>
internal sealed class StateClearer(IBackend backend, StateVault vault, ManagerFile manager, TimeProvider time)
{
    private const int BatchSize = 500;

    public async Task<ClearResult> ClearAsync(
        ClearOptions options,
        IProgress<OperationProgress>? progress,
        CancellationToken stop
    )
    {
        var owned = new List<BackendEntry>();
        var foreign = new List<string>();
        await foreach (var entry in backend.ListAsync("", stop))
        {
            if (StateLayout.Owns(entry.Name))
            {
                owned.Add(entry);
            }
            else
            {
                foreign.Add(entry.Name);
            }
        }

        await RefuseUnknownFormatAsync(stop);
        if (!options.IgnoreOwner)
        {
            await RefuseLivingOwnerAsync(owned, stop);
        }

        if (!options.PlanOnly)
        {
            await RemoveAsync(owned, progress, stop);
        }

        var hasRemoved = !options.PlanOnly && owned.Count > 0;
        var warning = hasRemoved ? await OldVersions.WarnOfTheseAsync(backend, stop) : null;
        return new ClearResult
        {
            Location = backend.Location,
            Removed = hasRemoved,
            Snapshots = owned.Count(entry => StateLayout.SnapshotOf(entry.Name) is not null),
            Records = owned.Count(entry => StateLayout.IsUnder(StateLayout.Records, entry.Name)),
            Files = owned.Count,
            Bytes = owned.Sum(entry => entry.Size),
            Foreign = foreign,
            Warnings = warning is null ? [] : [warning],
        };
    }

    /// <summary>
    /// Snapshots go first and the oldest of them first: while one is left the state is valid and its newest the newest. Contents
    /// come next and the header last: without a snapshot nothing refers to them, and with the header left the same clear
    /// can be run again.
    /// </summary>
    private async Task RemoveAsync(
        List<BackendEntry> owned,
        IProgress<OperationProgress>? progress,
        CancellationToken stop
    )
    {
        var done = 0;
        foreach (var rank in owned.GroupBy(entry => Rank(entry.Name)).OrderBy(group => group.Key))
        {
            var ordered = rank.Select(entry => entry.Name)
                .OrderBy(name => StateLayout.SnapshotOf(name) ?? 0)
                .ThenBy(name => name, StringComparer.Ordinal);
            foreach (var batch in ordered.Chunk(BatchSize))
            {
                await backend.DeleteAsync(batch, stop);
                done += batch.Length;
                progress?.Report(new OperationProgress("Removing saved state", batch[^1], done, owned.Count));
            }
        }
    }

    private static int Rank(string name) =>
        StateLayout.SnapshotOf(name) is not null ? 0
        : name is StateLayout.Header ? 3
        : name is StateLayout.Manager ? 2
        : 1;

    private async Task RefuseUnknownFormatAsync(CancellationToken stop)
    {
        try
        {
            await vault.ReadHeaderAsync(stop);
        }
        catch (StateException e) when (e.ErrorId is StateErrors.HeaderDamaged)
        {
            // A damaged state may go; one whose format is unknown may hold what we do not know.
        }
    }

    private async Task RefuseLivingOwnerAsync(List<BackendEntry> owned, CancellationToken stop)
    {
        ManagerNote? note;
        try
        {
            note = await manager.ReadAsync(stop);
        }
        catch (StateException e) when (e.ErrorId is StateErrors.NeedsKey)
        {
            // Whose note it is cannot be read; that somebody has checked lately shows all the same.
            var noted = owned.Find(entry => entry.Name is StateLayout.Manager).Modified;
            if (time.GetUtcNow() - noted < ManagerFile.OwnerLives)
            {
                throw StateErrors.OwnerUnknown(backend, noted);
            }

            return;
        }
        catch (StateException)
        {
            // A damaged note names no owner.
            return;
        }

        if (note is not null && ManagerFile.HasLivingOwner(note, time.GetUtcNow()))
        {
            throw StateErrors.Owned(backend, note);
        }
    }
}
