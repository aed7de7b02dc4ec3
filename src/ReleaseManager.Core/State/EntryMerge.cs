namespace ReleaseManager.Core.State;

/// <summary>Lays what an export saw over what the state holds; pure.</summary>
internal static class EntryMerge
{
    /// <summary>
    /// The entries of a new snapshot: all that were seen, and of the parent's those that were not looked at: other names,
    /// other namespaces, the other driver, revisions beyond the depth of history.
    /// </summary>
    /// <param name="parent">Entries of the snapshot that the new one builds on.</param>
    /// <param name="known">Entries that the state holds already, the most recent first; where one of them is the very same
    /// but for <see cref="ListingEntry.Seen"/>, its time is kept, so that an unchanged namespace has the same bytes.</param>
    public static List<ListingEntry> Merge(
        SnapshotScope scope,
        IReadOnlyList<ListingEntry> seen,
        IEnumerable<ListingEntry> parent,
        IEnumerable<ListingEntry> known
    )
    {
        var seenByPlace = seen.ToLookup(Place);
        var seenByRelease = seen.ToLookup(Release);
        var merged = parent
            .Where(entry =>
                !seenByPlace.Contains(Place(entry)) && !WasLookedAt(scope, entry, [.. seenByRelease[Release(entry)]])
            )
            .ToList();
        var knownByPlace = known.ToLookup(Place);
        merged.AddRange(
            seenByPlace.Select(group => group.Last()).Select(entry => WithFirstSeen(entry, knownByPlace[Place(entry)]))
        );
        merged.Sort(ListingCodec.Order);
        return merged;
    }

    /// <summary>How many entries are new or other than before, and how many are gone.</summary>
    public static (int Changed, int Removed) Difference(
        IReadOnlyList<ListingEntry> before,
        IReadOnlyList<ListingEntry> after
    )
    {
        var lines = before.GroupBy(Place).ToDictionary(group => group.Key, group => Content(group.First()));
        var kept = 0;
        var same = 0;
        foreach (var entry in after)
        {
            if (lines.TryGetValue(Place(entry), out var line))
            {
                kept++;
                same += Content(entry).AsSpan().SequenceEqual(line) ? 1 : 0;
            }
        }

        return (after.Count - same, lines.Count - kept);
    }

    /// <summary>What a revision is; what an export has looked up of it since is no change.</summary>
    private static byte[] Content(ListingEntry entry) => ListingCodec.Line(entry with { References = null });

    /// <summary>True where the export would have found the entry if it were still there.</summary>
    /// <param name="now">What was seen of the entry's release in the entry's driver.</param>
    private static bool WasLookedAt(SnapshotScope scope, ListingEntry entry, List<ListingEntry> now)
    {
        if (!scope.Includes(entry))
        {
            return false;
        }

        if (scope.HistoryDepth is not { } depth || now.Count < depth)
        {
            return true;
        }

        // Fewer than asked for means that there were no more; else only what is older than the window was not looked at.
        return entry.Revision >= now.Select(one => one.Revision).OrderDescending().Take(depth).Min();
    }

    private static ListingEntry WithFirstSeen(ListingEntry entry, IEnumerable<ListingEntry> known)
    {
        foreach (var one in known)
        {
            var aged = entry with { Seen = one.Seen };
            if (ListingCodec.Line(aged).AsSpan().SequenceEqual(ListingCodec.Line(one)))
            {
                return aged;
            }
        }

        return entry;
    }

    private static (string, string, string) Place(ListingEntry entry) =>
        (entry.Namespace, entry.Driver, entry.ObjectName);

    private static (string, string, string) Release(ListingEntry entry) => (entry.Namespace, entry.Driver, entry.Name);
}
