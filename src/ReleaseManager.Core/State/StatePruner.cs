namespace ReleaseManager.Core.State;

/// <summary>
/// Removes snapshots, and a day later the contents that only they needed: first an immutable list of what may go is written, then the
/// snapshots are removed; contents go when the list is a day old by the store's time, as far as nothing refers to them then.
/// <c>docs/adr/006-retention.md</c> says why nothing is lost beside a running export.
/// </summary>
internal sealed class StatePruner(ReleaseState state, TimeProvider time, IProgress<OperationProgress>? progress)
{
    private readonly RemovalFiles _files = new(state.Vault);
    private readonly ReferenceReader _references = new(state);
    private readonly List<string> _warnings = [];

    public async Task<PruneResult> RunAsync(PruneOptions options, CancellationToken stop)
    {
        await state.RequireHeaderAsync(stop);
        await state.Vault.FindNamingAsync(stop);
        var files = await StateFiles.ListAsync(state.Vault, stop);
        var damaged = await _references.ReadSnapshotsAsync(files.Snapshots, progress, stop);
        var decisions = Decide(options, damaged);
        var going = decisions.Where(one => !one.Keep).Select(one => new SnapshotId(one.Sequence, one.Fork)).ToHashSet();
        RefuseDamage(damaged.Where(one => !going.Contains(one.Key)));

        var staying = files.Snapshots.Where(id => !going.Contains(id)).ToList();
        var needed = await _references.OfAsync(staying, progress, stop);
        var lists = await ReadListsAsync(files, stop);
        var listed = lists.SelectMany(list => list.List.Contents).ToHashSet(StringComparer.Ordinal);
        var unneeded = files
            .Contents.Where(name => !needed.Contains(name) && !listed.Contains(name))
            .Order(StringComparer.Ordinal)
            .ToList();
        if (!options.PlanOnly)
        {
            await RemoveSnapshotsAsync(options, going, unneeded, stop);
        }

        var swept = await SweepAsync(files, lists, needed, options.PlanOnly, stop);
        var hasRemoved = !options.PlanOnly && (going.Count > 0 || swept.Count > 0);
        if (hasRemoved && await OldVersions.WarnOfTheseAsync(state.Backend, stop) is { } warning)
        {
            _warnings.Add(warning);
        }

        return new PruneResult
        {
            Location = state.Location,
            Applied = !options.PlanOnly,
            SnapshotsRemoved = going.Count,
            SnapshotsKept = staying.Count,
            Decisions = decisions,
            ContentsListed = unneeded.Count,
            BytesListed = unneeded.Sum(name => files.SizeOf(name) ?? 0),
            ContentsRemoved = swept.Count,
            BytesRemoved = swept.Sum(name => files.SizeOf(name) ?? 0),
            ContentsPending = listed.Count(name => files.SizeOf(name) is not null && !swept.Contains(name)),
            Warnings = _warnings,
        };
    }

    private List<RetentionDecision> Decide(PruneOptions options, Dictionary<SnapshotId, StateException> damaged)
    {
        var snapshots = _references.Snapshots;
        if (options.Policy is { } policy)
        {
            return RetentionPlan.ByPolicy(snapshots, policy);
        }

        var named = options.Snapshots.ToHashSet();
        foreach (var id in named)
        {
            if (!snapshots.Any(one => one.Id == id) && !damaged.ContainsKey(id))
            {
                throw StateErrors.NoSnapshot(state.Backend, id);
            }
        }

        var decisions = RetentionPlan.ByName(snapshots, named);
        if (decisions.Find(one => one.Keep && named.Contains(new(one.Sequence, one.Fork))) is { } needed)
        {
            throw new StateException(
                "SnapshotNeeded",
                $"Snapshot {needed.Id} in {state.Location} stays: it is {needed.Reason}."
            )
            {
                Target = StateLayout.Snapshot(new(needed.Sequence, needed.Fork)),
                Advice = "Export again first; or clear the whole state.",
            };
        }

        foreach (var id in named.Where(damaged.ContainsKey).Order())
        {
            decisions.Add(
                new RetentionDecision
                {
                    Sequence = id.Sequence,
                    Fork = id.Fork,
                    Time = default,
                    Releases = 0,
                    Keep = false,
                    Reason = "named, and damaged",
                }
            );
        }

        return decisions;
    }

    /// <summary>Of a snapshot that cannot be read nobody knows what it needs.</summary>
    private static void RefuseDamage(IEnumerable<KeyValuePair<SnapshotId, StateException>> damaged)
    {
        foreach (var (id, error) in damaged)
        {
            throw new StateException(
                "SnapshotDamaged",
                $"{error.Message} What it needs is not known, so nothing is removed.",
                error
            )
            {
                Target = StateLayout.Snapshot(id),
                Advice = $"Bring the file back from a copy, or remove the snapshot by its name, {id}.",
            };
        }
    }

    private async Task<List<(RemovalName Name, RemovalList List)>> ReadListsAsync(
        StateFiles files,
        CancellationToken stop
    )
    {
        var lists = new List<(RemovalName, RemovalList)>();
        foreach (var entry in files.Removals)
        {
            if (RemovalName.Parse(entry.Name) is { Kind: RemovalKind.List } name)
            {
                if (await _files.ReadListAsync(name, stop) is { } list)
                {
                    lists.Add((name, list));
                }
                else
                {
                    _warnings.Add($"'{name}' is damaged or gone; nothing that it lists is removed.");
                }
            }
        }

        return lists;
    }

    /// <summary>The list stands before the first snapshot goes, so that no export finds contents unneeded and unlisted.</summary>
    private async Task RemoveSnapshotsAsync(
        PruneOptions options,
        HashSet<SnapshotId> going,
        List<string> unneeded,
        CancellationToken stop
    )
    {
        if (going.Count == 0 && unneeded.Count == 0)
        {
            return;
        }

        var list = new RemovalList
        {
            Created = time.GetUtcNow(),
            Writer = options.Writer,
            Snapshots = [.. going.Order()],
            Contents = unneeded,
        };
        if (unneeded.Count > 0)
        {
            await _files.WriteAsync(RemovalName.NewList(), list, stop);
        }

        if (going.Count > 0)
        {
            progress?.Report(new OperationProgress("Removing snapshots", null, 0, going.Count));
            await state.Vault.DeleteAsync([.. going.Order().Select(StateLayout.Snapshot)], stop);
        }
    }

    private async Task<HashSet<string>> SweepAsync(
        StateFiles files,
        List<(RemovalName Name, RemovalList List)> lists,
        HashSet<string> needed,
        bool planOnly,
        CancellationToken stop
    )
    {
        var swept = new HashSet<string>(StringComparer.Ordinal);
        if (files.Removals.Count == 0)
        {
            return swept;
        }

        if (planOnly)
        {
            // An estimate by this machine's clock: the store is only asked where something is changed.
            var now = time.GetUtcNow();
            var old = lists.Where(list => ModifiedOf(files, list.Name) <= now - RemovalFiles.Grace);
            swept.UnionWith(
                old.SelectMany(list => list.List.Contents)
                    .Where(name => !needed.Contains(name) && files.SizeOf(name) is not null)
            );
            return swept;
        }

        var sweep = new RemovalSweep(state, _files, _references, time, progress);
        foreach (var name in await sweep.FindDueAsync(stop))
        {
            if (lists.Find(list => list.Name == name).List is { } list)
            {
                swept.UnionWith(await sweep.RunAsync(name, list, stop));
            }
        }

        await sweep.TidyAsync(stop);
        return swept;
    }

    private static DateTimeOffset ModifiedOf(StateFiles files, RemovalName name) =>
        files.Removals.Find(entry => entry.Name == name.ToString()).Modified;
}
