using System.Collections.Concurrent;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Export;

/// <summary>The records that go into a snapshot, release by release.</summary>
internal sealed class RecordSelection
{
    private readonly ExportOptions _options;
    private readonly ExportScope _scope;
    private readonly KnownEntries _known;
    private readonly ConcurrentDictionary<ReleaseKey, IReadOnlyList<ListedRecord>> _listed;
    private readonly ConcurrentDictionary<ReleaseKey, IReadOnlyList<ListedRecord>> _selected = new();

    /// <summary>Selects among what was listed.</summary>
    /// <param name="known">What the state holds.</param>
    /// <param name="listed">All records that the export looks at.</param>
    public RecordSelection(
        ExportOptions options,
        ExportScope scope,
        KnownEntries known,
        IEnumerable<ListedRecord> listed
    )
    {
        _options = options;
        _scope = scope;
        _known = known;
        _listed = new ConcurrentDictionary<ReleaseKey, IReadOnlyList<ListedRecord>>(
            listed.GroupBy(r => r.Release).Select(g => KeyValuePair.Create(g.Key, (IReadOnlyList<ListedRecord>)[.. g]))
        );
        foreach (var (release, records) in _listed)
        {
            _selected[release] = Select(release, records);
        }
    }

    /// <summary>The selected records of all releases; those of releases left for the next reconciliation are not among them.</summary>
    public IReadOnlyList<ListedRecord> Records => [.. _selected.Values.SelectMany(records => records)];

    /// <summary>Whether a label selector finds all records of the release.</summary>
    public bool IsLabelled(ReleaseKey release) => _listed[release].All(r => r.IsLabelled);

    /// <summary>Takes what a release holds now in place of what was listed before.</summary>
    public void Replace(ReleaseKey release, IReadOnlyList<ListedRecord> records)
    {
        _listed[release] = records;
        _selected[release] = Select(release, records);
    }

    /// <summary>The entries for a snapshot.</summary>
    /// <param name="entryOf">The entry of a selected record.</param>
    public IReadOnlyList<ListingEntry> Entries(Func<ListedRecord, ListingEntry> entryOf) =>
        [
            .. Records.Select(entryOf),
            .. _listed
                .Where(release => IsLeft(release.Key, release.Value))
                .SelectMany(release => _known.Of(release.Key)),
        ];

    private List<ListedRecord> Select(ReleaseKey release, IReadOnlyList<ListedRecord> records)
    {
        if (IsLeft(release, records))
        {
            return [];
        }

        var newest = _scope.Newest(records).ToList();
        if (newest.Count == records.Count)
        {
            return newest;
        }

        // Older ones that the state holds go along, so that their status fits the newest.
        var held = _known.Of(release).Select(e => e.ObjectName).ToHashSet(StringComparer.Ordinal);
        return [.. newest, .. records.Except(newest).Where(r => held.Contains(r.Key.ObjectName))];
    }

    /// <summary>
    /// Whether the release stays as it was saved last, since Helm is at work on it. Where what was saved cannot be read, it is
    /// taken as it is now: it must not drop out.
    /// </summary>
    private bool IsLeft(ReleaseKey release, IReadOnlyList<ListedRecord> records) =>
        !_options.Reconcile
        && ReleaseStatuses.IsPending(records.MaxBy(r => r.Revision)?.Status)
        && _known.IsReadable(release.Namespace);
}
