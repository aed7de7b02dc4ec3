using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import;

/// <summary>All saved revisions of one release.</summary>
internal sealed class SavedRelease
{
    public SavedRelease(IEnumerable<ListingEntry> entries)
    {
        Revisions = [.. entries.OrderBy(entry => entry.Revision)];
        Highest = Revisions[^1];
        Base = History.Base(Revisions, entry => entry.Revision, entry => entry.Status);
    }

    public string Namespace => Highest.Namespace;

    public string Name => Highest.Name;

    public ReleaseKey Key => new(Highest.Driver, Namespace, Name);

    /// <summary>Ascending; at least one.</summary>
    public IReadOnlyList<ListingEntry> Revisions { get; }

    public ListingEntry Highest { get; }

    /// <summary>The revision whose objects are brought back; null where nothing of it was in force.</summary>
    public ListingEntry? Base { get; }

    /// <summary>The revisions that come back, without the highest, ascending.</summary>
    public IReadOnlyList<ListingEntry> HistoryToRestore(bool noHistory) =>
        [.. Revisions.Where(entry => entry != Highest && (!noHistory || entry == Base))];

    public override string ToString() => $"{Namespace}/{Name}";
}
