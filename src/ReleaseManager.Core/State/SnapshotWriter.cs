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
        var isNewestDamaged = on.Unreadable.Any(sequence => sequence > (on.Newest?.Sequence ?? 0));
        if (on.Newest is { } newest && !isNewestDamaged && snapshot.HoldsSameAs(newest))
        {
            return outcome with { Status = CommitStatus.Unchanged, Snapshot = newest };
        }

        return write
            ? outcome with
            {
                Status = await WriteAsync(snapshot, on.StateId, namespaces.Values, stop),
            }
            : outcome;
    }

    private async Task<CommitStatus> WriteAsync(
        Snapshot snapshot,
        string? stateId,
        IEnumerable<MergedNamespace> namespaces,
        CancellationToken stop
    )
    {
        foreach (var entries in namespaces.Select(one => one.ToSave).OfType<IReadOnlyList<ListingEntry>>())
        {
            await state.SaveListingAsync(entries, stop);
        }

        return await state.TryAppendAsync(snapshot, stateId, stop) ? CommitStatus.Written : CommitStatus.Lost;
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
            Parent = on.Parent?.Sequence,
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
        var damaged = on.Unreadable.Where(sequence => sequence > (on.Parent?.Sequence ?? 0)).ToList();
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
