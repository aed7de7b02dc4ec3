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
            foreach (var entry in releases.SelectMany(group => query.Pick(group, entry => entry.Revision)))
            {
                yield return Show(state, entry, snapshot.Sequence);
            }
        }
    }

    private static bool Takes(IReadOnlyList<NamePattern> patterns, string name) =>
        patterns.Count == 0 || NamePattern.IsAnyMatch(patterns, name);

    /// <summary>What an entry of a snapshot shows.</summary>
    internal static HelmRelease Show(ReleaseState state, ListingEntry entry, int sequence) =>
        new(async stop => ReleaseView.ContentOf(await state.ReadRecordAsync(entry, stop), DecodeLimits.Default))
        {
            Namespace = entry.Namespace,
            Name = entry.Name,
            Revision = entry.Revision,
            Status = entry.Status,
            ChartName = entry.Chart,
            ChartVersion = entry.ChartVersion,
            AppVersion = entry.AppVersion,
            Updated = RecordTime.TryParse(entry.Updated, out var time) ? time : null,
            Driver = entry.Driver,
            Source = state.Location,
            Snapshot = sequence,
            Problem = entry.Problem,
        };
}
