namespace ReleaseManager.Core.State;

/// <summary>Lays what an export saw over the namespaces of the snapshot that it builds on; reads listings, writes nothing.</summary>
internal sealed class NamespaceMerge(ReleaseState state, SnapshotDraft draft, ExportBase on)
{
    private readonly ILookup<string, ListingEntry> _seen = draft.Entries.ToLookup(
        entry => entry.Namespace,
        StringComparer.Ordinal
    );

    /// <summary>All namespaces that were seen or held, also those that end up without an entry.</summary>
    public async Task<SortedDictionary<string, MergedNamespace>> RunAsync(CancellationToken stop)
    {
        var names = _seen
            .Select(group => group.Key)
            .Concat(on.Parent?.Namespaces.Keys ?? [])
            .Concat(on.Newest?.Namespaces.Keys ?? [])
            .Distinct(StringComparer.Ordinal);
        var result = new SortedDictionary<string, MergedNamespace>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            result[name] =
                Held(on.Parent, name) is { } carried && !draft.Scope.IncludesNamespace(name)
                    ? new MergedNamespace(carried, on.Merged.GetValueOrDefault(carried.Listing), Changed: 0, Removed: 0)
                    : await MergeAsync(name, stop);
        }

        return result;
    }

    private async Task<MergedNamespace> MergeAsync(string name, CancellationToken stop)
    {
        // Where everything was looked at, nothing depends on what the state held: damage there must not stop the copy.
        var mustCarry =
            draft.Scope.Names.Count > 0 || draft.Scope.Driver is not null || draft.Scope.HistoryDepth is not null;
        var parent = await KnownAsync(on.Parent, name, mustCarry, stop);
        var newest = ReferenceEquals(on.Newest, on.Parent)
            ? parent
            : await KnownAsync(on.Newest, name, mustRead: false, stop);
        var merged = EntryMerge.Merge(draft.Scope, [.. _seen[name]], parent, [.. newest, .. parent]);
        var listing = new NamespaceListing(
            state.NameOf(ListingCodec.Write(merged)),
            merged.Select(entry => entry.Name).Distinct(StringComparer.Ordinal).Count(),
            merged.Count
        );
        var (changed, removed) = EntryMerge.Difference(newest, merged);
        var isHeld =
            (listing == Held(on.Parent, name) && !on.Merged.ContainsKey(listing.Listing))
            || listing == Held(on.Newest, name);
        return new MergedNamespace(listing, isHeld || merged.Count == 0 ? null : merged, changed, removed);
    }

    private async Task<IReadOnlyList<ListingEntry>> KnownAsync(
        Snapshot? snapshot,
        string name,
        bool mustRead,
        CancellationToken stop
    )
    {
        if (Held(snapshot, name) is not { } listing)
        {
            return [];
        }

        try
        {
            return await on.ReadListingAsync(state, listing.Listing, stop);
        }
        catch (StateException) when (!mustRead)
        {
            return [];
        }
    }

    private static NamespaceListing? Held(Snapshot? snapshot, string name) =>
        snapshot?.Namespaces.GetValueOrDefault(name);
}
