using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Comparison;

/// <summary>A snapshot; its listings alone are read.</summary>
internal sealed class SnapshotSide(ReleaseState state, Snapshot snapshot, ReleaseForm form) : ComparisonSide
{
    public override string Label => $"snapshot {snapshot.Id}";

    internal override string LabelBeside(ComparisonSide other) =>
        other is SnapshotSide { State: var theirs } && !ReferenceEquals(theirs, state)
            ? $"{Label} of {state.Location}"
            : Label;

    public override IReadOnlyList<string> Warnings =>
        [
            .. snapshot.EverWhole
                ? []
                : (string[])
                    [
                        $"Snapshot {snapshot.Id} in {state.Location} and those before it looked at a part of the cluster only: a release that it lacks may just not have been exported.",
                    ],
            .. snapshot.Suspect is { } why
                ? (string[])[$"Snapshot {snapshot.Id} in {state.Location} is suspect: {why}"]
                : [],
        ];

    internal override async Task<IReadOnlyList<ComparedRelease>> ListAsync(
        ComparisonOptions options,
        ComparisonSide other,
        IProgress<OperationProgress>? progress,
        CancellationToken stop
    )
    {
        var names = NamePattern.ParseAll(options.Names);
        var namespaces = NamePattern.ParseAll(options.Namespaces);
        var driver = options.Driver switch
        {
            StorageDriver.Secret => ListingEntry.DriverSecret,
            StorageDriver.ConfigMap => ListingEntry.DriverConfigMap,
            _ => null,
        };
        var wanted = snapshot
            .Namespaces.Where(one => Takes(namespaces, one.Key))
            .Where(one =>
                options.IncludeEqual
                || options.Names.Count > 0
                || !IsListedAlike(one.Key, one.Value, other as SnapshotSide)
            )
            .OrderBy(one => one.Key, StringComparer.Ordinal);
        List<ComparedRelease> releases = [];
        await foreach (
            var entries in OrderedReads.RunAsync(wanted, one => state.ReadListingAsync(one.Value.Listing, stop))
        )
        {
            releases.AddRange(
                entries
                    .Where(entry => Takes(names, entry.Name) && (driver is null || entry.Driver == driver))
                    .GroupBy(entry => (entry.Name, entry.Driver))
                    .Select(group => new SnapshotRelease(
                        state,
                        History.Last(group, entry => entry.Revision)!,
                        new SavedRevisions(state, group, snapshot.Sequence, form)
                    ))
            );
            progress?.Report(new OperationProgress("Reading listings", null, releases.Count, null));
        }

        return releases;
    }

    /// <summary>Whether the other snapshot holds the very same listing of a namespace, so that nothing in it differs.</summary>
    private bool IsListedAlike(string ns, NamespaceListing listing, SnapshotSide? other) =>
        other is not null
        && ReferenceEquals(other.State, state)
        && other.Snapshot.Namespaces.TryGetValue(ns, out var theirs)
        && theirs.Listing == listing.Listing;

    private ReleaseState State => state;

    private Snapshot Snapshot => snapshot;

    private static bool Takes(IReadOnlyList<NamePattern> patterns, string name) =>
        patterns.Count == 0 || NamePattern.IsAnyMatch(patterns, name);
}
