using ReleaseManager.Core.Backends;

namespace ReleaseManager.Core.State;

/// <summary>Removes the contents of lists whose day is over, as far as nothing refers to them.</summary>
internal sealed class RemovalSweep(
    ReleaseState state,
    RemovalFiles files,
    ReferenceReader references,
    TimeProvider time,
    IProgress<OperationProgress>? progress
)
{
    private const int BatchSize = 1_000;

    /// <summary>The lists whose day is over by the store's time.</summary>
    public async Task<List<RemovalName>> FindDueAsync(CancellationToken stop)
    {
        var clock = RemovalName.NewClock();
        await files.WriteAsync(clock, stop);
        var found = await files.ListAsync(stop);
        await files.DeleteAsync([clock], stop);
        var now = found.Where(file => file.Name == clock).Select(file => file.Modified).SingleOrDefault();
        return
        [
            .. found
                .Where(file => file.Name.Kind == RemovalKind.List && now - file.Modified >= RemovalFiles.Grace)
                .Select(file => file.Name),
        ];
    }

    /// <summary>Removes what a list names and nothing needs.</summary>
    /// <returns>Full names of the contents that are gone.</returns>
    /// <exception cref="StateException">It cannot be known what is needed; nothing of this list is removed.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(RemovalName name, RemovalList list, CancellationToken stop)
    {
        // Announced before anything is looked at: an export that marks its contents after this look sees the announcement.
        var announced = RemovalName.NewMark(name.List, RemovalKind.Sweep);
        await files.WriteAsync(announced, stop);
        var begun = WriterStart.Now(time);

        var there = await StateFiles.ListAsync(state.Vault, stop);
        var damaged = await references.ReadSnapshotsAsync(there.Snapshots, progress, stop);
        foreach (var (_, error) in damaged)
        {
            throw error;
        }

        var needed = await references.OfAsync(there.Snapshots, progress, stop);
        var marks = MarksOf(name, there);
        if (!marks.Exists(mark => mark.Name.Kind == RemovalKind.List) || IsSweptBesides(announced, marks))
        {
            // Another prune has finished it, or is at it: an export must see the announcement of whoever may still delete.
            await files.DeleteAsync([announced], stop);
            return [];
        }

        needed.UnionWith(await KeptAsync(marks.Select(mark => mark.Name), stop));
        List<string> going = [.. list.Contents.Where(one => !needed.Contains(one) && there.SizeOf(one) is not null)];
        foreach (var batch in going.Chunk(BatchSize))
        {
            RefuseTooLate(begun);
            await state.Vault.DeleteAsync(batch, stop);
            progress?.Report(new OperationProgress("Removing contents", batch[^1], 0, going.Count));
        }

        await files.DeleteAsync([name], stop);
        await files.DeleteAsync(marks.Select(mark => mark.Name).Where(mark => mark.Kind != RemovalKind.List), stop);
        return going;
    }

    /// <summary>Removes marks of lists that are gone, and clocks: what interrupted runs left.</summary>
    public async Task TidyAsync(CancellationToken stop)
    {
        var found = await files.ListAsync(stop);
        var lists = found
            .Where(file => file.Name.Kind == RemovalKind.List)
            .Select(file => file.Name.List)
            .ToHashSet(StringComparer.Ordinal);
        var newest = found.Select(file => file.Modified).DefaultIfEmpty().Max();
        var left = found
            .Where(file =>
                file.Name.Kind != RemovalKind.List
                && !lists.Contains(file.Name.List)
                && newest - file.Modified >= RemovalFiles.SweepOver
            )
            .Select(file => file.Name)
            .ToList();
        if (left.Count > 0)
        {
            await files.DeleteAsync(left, stop);
        }
    }

    private static List<(RemovalName Name, DateTimeOffset Modified)> MarksOf(RemovalName list, StateFiles there) =>
        [
            .. there
                .Removals.Select(entry => (Name: RemovalName.Parse(entry.Name), entry.Modified))
                .Where(mark => mark.Name?.List == list.List)
                .Select(mark => (mark.Name!.Value, mark.Modified)),
        ];

    private static bool IsSweptBesides(RemovalName announced, List<(RemovalName Name, DateTimeOffset Modified)> marks)
    {
        var now = marks.Find(mark => mark.Name == announced).Modified;
        return marks.Exists(mark =>
            mark.Name.Kind == RemovalKind.Sweep
            && mark.Name != announced
            && now - mark.Modified < RemovalFiles.SweepOver
        );
    }

    private async Task<HashSet<string>> KeptAsync(IEnumerable<RemovalName> marks, CancellationToken stop)
    {
        var kept = new HashSet<string>(StringComparer.Ordinal);
        foreach (var mark in marks.Where(mark => mark.Kind == RemovalKind.Keep))
        {
            var keep =
                await files.ReadKeepAsync(mark, stop)
                ?? throw StateErrors.Damaged(
                    "RemovalMarkDamaged",
                    state.Backend,
                    mark.ToString(),
                    "says which contents a new snapshot needs, and cannot be read; nothing of its list is removed"
                );
            kept.UnionWith(keep.Contents);
        }

        return kept;
    }

    private void RefuseTooLate(WriterStart begun)
    {
        if (begun.Elapsed(time) > RemovalFiles.SweepLimit)
        {
            throw new BackendException(
                "BackendTooSlow",
                $"Removing contents from {state.Location} took longer than {RemovalFiles.SweepLimit.TotalMinutes} minutes, so it was ended before anything new could refer to them."
            )
            {
                Target = state.Location,
                Advice = "Prune again: it goes on where this one ended.",
            };
        }
    }
}
