namespace ReleaseManager.Core.State;

/// <summary>Compares the releases of two snapshots by their highest revisions; no record is read for it.</summary>
public static class SnapshotComparison
{
    /// <summary>The releases that are not the same, by namespace and name.</summary>
    /// <param name="from">Revisions that the first holds; several of a release count as its highest.</param>
    /// <param name="to">Revisions that the second holds.</param>
    public static IReadOnlyList<ReleaseChange> Compare(IEnumerable<ReleaseSummary> from, IEnumerable<ReleaseSummary> to)
    {
        var before = ReleaseSummary.Newest(from).ToDictionary(KeyOf);
        List<ReleaseChange> changes = [];
        foreach (var release in ReleaseSummary.Newest(to))
        {
            before.Remove(KeyOf(release), out var old);
            if (old is null || old.Record != release.Record || old.Revision != release.Revision)
            {
                changes.Add(new ReleaseChange(old, release));
            }
        }

        changes.AddRange(before.Values.Select(gone => new ReleaseChange(gone, null)));
        return
        [
            .. changes
                .OrderBy(one => one.Release.Namespace, StringComparer.Ordinal)
                .ThenBy(one => one.Release.Name, StringComparer.Ordinal),
        ];
    }

    private static (string, string, string) KeyOf(ReleaseSummary one) => (one.Namespace, one.Name, one.Driver);
}
