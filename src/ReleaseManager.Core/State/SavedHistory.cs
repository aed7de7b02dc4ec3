using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.State;

/// <summary>Finds the revisions of one release in a state, and what they hold.</summary>
public sealed class SavedHistory(ReleaseState state)
{
    /// <summary>Finds a release.</summary>
    /// <param name="ns">Its namespace; null where its name tells enough.</param>
    /// <returns>Its revisions, the oldest first; at least one.</returns>
    /// <exception cref="ReleaseManagerException">There is none of that name, or several in different namespaces.</exception>
    public async Task<IReadOnlyList<ListingEntry>> FindAsync(
        SnapshotSelector selector,
        string? ns,
        string name,
        CancellationToken stop
    )
    {
        var snapshot = await state.RequireAsync(selector, stop);
        List<ListingEntry> found = [];
        await foreach (var entry in state.ReadEntriesAsync(snapshot, stop))
        {
            if (entry.Name == name && (ns is null || entry.Namespace == ns))
            {
                found.Add(entry);
            }
        }

        var namespaces = found.Select(e => e.Namespace).Distinct(StringComparer.Ordinal).ToList();
        return namespaces.Count switch
        {
            0 => throw new ReleaseManagerException(
                "ReleaseNotFound",
                ErrorKind.Usage,
                $"Snapshot {snapshot.Sequence} in {state.Location} holds no release {name}{(ns is null ? "" : $" in namespace {ns}")}."
            )
            {
                Target = name,
                Advice = "List the releases of the snapshot to see their names and namespaces.",
            },
            1 => [.. found.OrderBy(e => e.Revision).ThenBy(e => e.Driver, StringComparer.Ordinal)],
            _ => throw new ReleaseManagerException(
                "ReleaseAmbiguous",
                ErrorKind.Usage,
                $"There are releases {name} in several namespaces: {string.Join(", ", namespaces)}."
            )
            {
                Target = name,
                Advice = "Name the namespace too.",
            },
        };
    }

    /// <summary>Chooses one revision.</summary>
    /// <param name="history">The revisions of a release.</param>
    /// <param name="revision">Which; null for the newest.</param>
    /// <exception cref="ReleaseManagerException">There is none of that number.</exception>
    public static ListingEntry Choose(IReadOnlyList<ListingEntry> history, int? revision)
    {
        ArgumentNullException.ThrowIfNull(history);
        return (revision is null ? history[^1] : history.LastOrDefault(e => e.Revision == revision))
            ?? throw new ReleaseManagerException(
                "RevisionNotFound",
                ErrorKind.Usage,
                $"No revision {revision} of {history[0].Namespace}/{history[0].Name} is saved."
            )
            {
                Target = history[0].Name,
                Advice = $"Saved are: {string.Join(", ", history.Select(e => e.Revision))}.",
            };
    }

    /// <summary>Reads what a revision holds.</summary>
    /// <exception cref="ReleaseManagerException">The record is damaged, or Helm's own record could not be read already.</exception>
    public async Task<Release> ReadAsync(ListingEntry entry, CancellationToken stop) =>
        Release.Parse(RecordCodec.Decode(await state.ReadRecordAsync(entry, stop), DecodeLimits.Default));
}
