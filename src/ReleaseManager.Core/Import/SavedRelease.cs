using ReleaseManager.Core.Import.Rewrite;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import;

/// <summary>All saved revisions of one release.</summary>
internal sealed class SavedRelease
{
    public SavedRelease(IEnumerable<ListingEntry> entries)
        : this(entries, null) { }

    private SavedRelease(IEnumerable<ListingEntry> entries, string? source)
    {
        Revisions = [.. entries.OrderBy(entry => entry.Revision)];
        SourceNamespace = source ?? Revisions[0].Namespace;
        Highest = Revisions[^1];
        Base = History.Base(Revisions, entry => entry.Revision, entry => entry.Status);
    }

    /// <summary>Where it comes back.</summary>
    public string Namespace => Highest.Namespace;

    /// <summary>Where it was when it was saved.</summary>
    public string SourceNamespace { get; }

    /// <summary>What changes of it on the way.</summary>
    public ReleaseRewrite Rewrite { get; private init; } = ReleaseRewrite.None;

    public string Name => Highest.Name;

    public ReleaseKey Key => new(Highest.Driver, Namespace, Name);

    /// <summary>The release where it was.</summary>
    public ReleaseKey SourceKey => new(Highest.Driver, SourceNamespace, Name);

    /// <summary>Ascending; at least one.</summary>
    public IReadOnlyList<ListingEntry> Revisions { get; }

    public ListingEntry Highest { get; }

    /// <summary>The revision whose objects are brought back; null where nothing of it was in force.</summary>
    public ListingEntry? Base { get; }

    /// <summary>The revisions that come back, without the highest, ascending.</summary>
    public IReadOnlyList<ListingEntry> HistoryToRestore(bool noHistory) =>
        [.. Revisions.Where(entry => entry != Highest && (!noHistory || entry == Base))];

    /// <summary>The same release in another namespace.</summary>
    public SavedRelease MovedTo(string ns) =>
        ns == Namespace
            ? this
            : new SavedRelease(Revisions.Select(entry => entry with { Namespace = ns }), SourceNamespace);

    /// <summary>The same release, to be changed on the way.</summary>
    public SavedRelease With(ReleaseRewrite rewrite) => new(Revisions, SourceNamespace) { Rewrite = rewrite };

    public override string ToString() => $"{Namespace}/{Name}";
}
