using System.Security.Cryptography;
using System.Text;

namespace ReleaseManager.Core.State.Original;

/// <summary>
/// What the original tool saved, as items of the current format: header, one snapshot and listings as bytes, records by the file from which they
/// are made when they are read. The same files always give the same items.
/// </summary>
internal sealed class OriginalContents
{
    private const int Sequence = 1;

    private readonly Dictionary<string, byte[]> _items = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OriginalFile> _records = new(StringComparer.Ordinal);

    /// <param name="report">What else there is to say of them.</param>
    /// <param name="histories">The releases that the files make.</param>
    /// <param name="definitions">What their charts bring beside the manifests.</param>
    /// <param name="changed">When a file was last written.</param>
    public OriginalContents(
        OriginalReport report,
        IReadOnlyList<OriginalHistory> histories,
        IReadOnlyCollection<(CapturedResource Resource, byte[] Packed)> definitions,
        DateTimeOffset changed
    )
    {
        Report = report;
        Changed = changed;
        var files = histories.SelectMany(history => history.Files).ToList();
        var namespaces = new Dictionary<string, NamespaceListing>(StringComparer.Ordinal);
        foreach (var group in files.GroupBy(file => file.Entry.Namespace, StringComparer.Ordinal))
        {
            namespaces[group.Key] = AddListing([.. group.Select(file => file.Entry)]);
        }

        foreach (var file in files)
        {
            _records.TryAdd(StateLayout.Record(file.Entry.Record), file);
        }

        foreach (var (resource, packed) in definitions)
        {
            _items[StateLayout.Resource(resource.Hash)] = packed;
        }

        _items[StateLayout.Header] = SealedJson.Write(Header(files), StateJson.Plain.StateHeader);
        _items[StateLayout.Snapshot(Sequence)] = SnapshotCodec.Write(
            Snapshot(namespaces, [.. definitions.Select(one => one.Resource)])
        );
    }

    /// <summary>What could be recovered.</summary>
    public OriginalReport Report { get; }

    /// <summary>When a file was last written.</summary>
    public DateTimeOffset Changed { get; }

    /// <summary>Names and sizes of all items.</summary>
    public IEnumerable<(string Name, long Size)> Items =>
        _items
            .Select(item => (item.Key, item.Value.LongLength))
            .Concat(_records.Select(record => (record.Key, record.Value.ContentSize)));

    /// <summary>The bytes of an item that is no record; null where there is none of that name.</summary>
    public byte[]? Find(string name) => _items.GetValueOrDefault(name);

    /// <summary>The file of which a record is made; null where there is none of that name.</summary>
    public OriginalFile? FindRecord(string name) => _records.GetValueOrDefault(name);

    private NamespaceListing AddListing(List<ListingEntry> entries)
    {
        var lines = ListingCodec.Write(entries);
        var hash = ContentName.Of(lines);
        _items[StateLayout.Listing(hash)] = Gzip.Compress(lines);
        var releases = entries.Select(entry => entry.Name).Distinct(StringComparer.Ordinal).Count();
        return new NamespaceListing(hash, releases, entries.Count);
    }

    private StateHeader Header(IEnumerable<OriginalFile> files) =>
        new()
        {
            Format = StateHeader.CurrentFormat,
            StateId = IdOf(files),
            Created = Changed,
            Cluster = new ClusterIdentity(),
        };

    private Snapshot Snapshot(
        Dictionary<string, NamespaceListing> namespaces,
        IReadOnlyList<CapturedResource> resources
    ) =>
        new()
        {
            Sequence = Sequence,
            Time = Changed,
            Cluster = new ClusterIdentity(),
            KubernetesVersion = "",
            Writer = "releasemanager (original layout)",
            Scope = SnapshotScope.Everything,
            Namespaces = namespaces,
            Resources = resources,
            // Not known: the tool may have been told to look at less.
            EverWhole = false,
        };

    /// <summary>An id that changes with the content alone: a plan is good as long as that stays, wherever the files are moved.</summary>
    private static string IdOf(IEnumerable<OriginalFile> files)
    {
        var lines = files.Select(file => $"{file.Name} {file.PlainHash}\n").Order(StringComparer.Ordinal);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines)));
        return new Guid(hash.AsSpan(0, 16)).ToString("D");
    }
}
