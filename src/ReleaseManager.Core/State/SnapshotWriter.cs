namespace ReleaseManager.Core.State;

/// <summary>Turns what an export found into a snapshot: merge, judgement, listings, header; the header last.</summary>
internal sealed class SnapshotWriter(ReleaseState state, TimeProvider time)
{
    /// <summary>One try.</summary>
    /// <param name="write">False to learn only what would come of it.</param>
    public async Task<CommitOutcome> CommitAsync(SnapshotDraft draft, ExportBase on, bool write, CancellationToken stop)
    {
        RefuseToCarryFromDamage(draft.Scope, on);
        var namespaces = await new NamespaceMerge(state, draft, on).RunAsync(stop);
        var snapshot = await BuildAsync(draft, on, namespaces, stop);
        var outcome = new CommitOutcome
        {
            Status = CommitStatus.WouldWrite,
            Snapshot = snapshot,
            ChangedRevisions = namespaces.Values.Sum(one => one.Changed),
            RemovedRevisions = namespaces.Values.Sum(one => one.Removed),
        };
        var isNewestDamaged = on.Unreadable.Any(id => id.Sequence > (on.Newest?.Sequence ?? 0));
        if (on.Newest is { } newest && !isNewestDamaged && snapshot.HoldsSameAs(newest))
        {
            return outcome with { Status = CommitStatus.Unchanged, Snapshot = newest };
        }

        if (!write)
        {
            return outcome;
        }

        RemovalGuard.RefuseTooLate(time, on.Begun, state.Location);
        await SaveListingsAsync(namespaces.Values, stop);
        if (
            on.Guard is { IsEmpty: false } guard
            && !await guard.ProtectAsync(await ReferencesAsync(snapshot, on, stop), stop)
        )
        {
            return outcome with { Status = CommitStatus.Swept };
        }

        return await state.TryAppendAsync(snapshot, on.StateId, stop) is { } written
            ? outcome with
            {
                Status = CommitStatus.Written,
                Snapshot = written,
            }
            : outcome with
            {
                Status = CommitStatus.Lost,
            };
    }

    private async Task SaveListingsAsync(IEnumerable<MergedNamespace> namespaces, CancellationToken stop)
    {
        foreach (var entries in namespaces.Select(one => one.ToSave).OfType<IReadOnlyList<ListingEntry>>())
        {
            await state.SaveListingAsync(entries, stop);
        }
    }

    /// <summary>Full names of all that a snapshot refers to; also what was carried forward, since its parent may be removed, too.</summary>
    private async Task<HashSet<string>> ReferencesAsync(Snapshot snapshot, ExportBase on, CancellationToken stop)
    {
        var names = snapshot.Resources.Select(one => StateLayout.Resource(one.Hash)).ToHashSet(StringComparer.Ordinal);
        foreach (var listing in snapshot.Namespaces.Values.Select(one => one.Listing))
        {
            names.Add(StateLayout.Listing(listing));
            try
            {
                var entries = await on.ReadListingAsync(state, listing, stop);
                names.UnionWith(entries.Select(entry => StateLayout.Record(entry.Record)));
            }
            catch (StateException)
            {
                // Carried forward although it is damaged: what it named cannot be restored by it.
            }
        }

        return names;
    }

    private async Task<Snapshot> BuildAsync(
        SnapshotDraft draft,
        ExportBase on,
        SortedDictionary<string, MergedNamespace> namespaces,
        CancellationToken stop
    )
    {
        var held = namespaces
            .Where(one => one.Value.Listing.Revisions > 0)
            .ToDictionary(one => one.Key, one => one.Value.Listing, StringComparer.Ordinal);
        var found = draft.Entries.Select(entry => (entry.Namespace, entry.Name)).Distinct().Count();
        var baseline = await new LossBaselineReader(state.ReadListingAsync).ReadAsync(on, draft.Scope, found, stop);
        var loss = SuddenLoss.Reason(found, baseline);
        return new Snapshot
        {
            Sequence = on.NextSequence,
            Parents = on.Parents,
            Time = time.GetUtcNow(),
            Cluster = draft.Cluster,
            KubernetesVersion = draft.KubernetesVersion,
            Writer = draft.Writer,
            Scope = draft.Scope,
            Namespaces = held,
            Resources = ResourceMerge.Merge(
                draft.Scope,
                draft.Resources,
                on.Parent?.Resources ?? [],
                held.Keys.ToHashSet(StringComparer.Ordinal)
            ),
            EverWhole = draft.Scope.Whole || on.Parent?.EverWhole == true,
            Suspect = draft.AcceptLoss ? null : loss,
            LossAccepted = draft.AcceptLoss && loss is not null,
        };
    }

    private static void RefuseToCarryFromDamage(SnapshotScope scope, ExportBase on)
    {
        var damaged = on.Unreadable.Where(id => id.Sequence >= (on.Parent?.Sequence ?? 0)).ToList();
        if (!scope.Whole && damaged.Count > 0)
        {
            throw new StateException(
                "SnapshotDamaged",
                $"'{StateLayout.Snapshot(damaged[0])}' is damaged, so what this export does not look at cannot be carried forward from it."
            )
            {
                Target = StateLayout.Snapshot(damaged[0]),
                Advice = "Export once without names, namespaces or driver; that needs nothing from older snapshots.",
            };
        }
    }
}
