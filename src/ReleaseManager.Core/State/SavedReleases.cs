using System.Runtime.CompilerServices;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.State;

/// <summary>Shows the releases of a snapshot.</summary>
public sealed class SavedReleases(ReleaseState state)
{
    /// <summary>Lists releases from the listings alone; a record is read when something of it is asked for.</summary>
    /// <returns>In the order of namespace, name and revision.</returns>
    /// <exception cref="ReleaseManagerException">There is no such snapshot, or it is damaged; or a pattern cannot be read.</exception>
    public async IAsyncEnumerable<HelmRelease> ReadAsync(
        SnapshotSelector selector,
        ReleaseQuery query,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        ArgumentNullException.ThrowIfNull(query);
        var names = NamePattern.ParseAll(query.Names);
        var namespaces = NamePattern.ParseAll(query.Namespaces);
        var snapshot = await state.RequireAsync(selector, stop);
        foreach (var (ns, listing) in snapshot.Namespaces.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            if (!Takes(namespaces, ns))
            {
                continue;
            }

            var releases = (await state.ReadListingAsync(listing.Listing, stop))
                .Where(entry => Takes(names, entry.Name))
                .GroupBy(entry => (entry.Name, entry.Driver))
                .OrderBy(group => group.Key.Name, StringComparer.Ordinal)
                .ThenBy(group => group.Key.Driver, StringComparer.Ordinal);
            foreach (var release in releases)
            {
                var revisions = new SavedRevisions(state, release, snapshot.Sequence, query.Form);
                foreach (var entry in query.Pick(release, entry => entry.Revision, entry => entry.Status))
                {
                    yield return revisions.Show(entry);
                }
            }
        }
    }

    private static bool Takes(IReadOnlyList<NamePattern> patterns, string name) =>
        patterns.Count == 0 || NamePattern.IsAnyMatch(patterns, name);
}
