using System.Collections.Concurrent;

namespace ReleaseManager.Core.State;

/// <summary>Copies what snapshots refer to. Contents get new names where one of the states is encrypted, so listings are written anew then.</summary>
internal sealed class ContentCopy(ReleaseState source, ReleaseState destination, TimeProvider time)
{
    // Well before the writer's limit, the look at the destination is taken anew.
    private static readonly TimeSpan Fresh = RemovalFiles.WriterLimit / 2;

    private readonly Dictionary<string, string> _listings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _resources = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _records = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _references = new(StringComparer.Ordinal);
    private RemovalGuard? _guard;
    private ConcurrentDictionary<string, bool> _there = new(StringComparer.Ordinal);
    private int _written;
    private long _writtenBytes;

    /// <summary>Contents that were written.</summary>
    public int Written => _written;

    /// <summary>Bytes of these.</summary>
    public long WrittenBytes => _writtenBytes;

    /// <summary>Looks at what the destination holds; again where that was long ago, or what was found is not sure any more.</summary>
    public async Task BeginAsync(CancellationToken stop)
    {
        if (_guard is { } guard && guard.Begun.Elapsed(time) < Fresh)
        {
            return;
        }

        _guard = await RemovalGuard.BeginAsync(destination.Vault, time, stop);
        var files = await StateFiles.ListAsync(destination.Vault, stop);
        _there = new(files.Contents.Select(name => KeyValuePair.Create(name, true)), StringComparer.Ordinal);
    }

    /// <summary>Takes the names of contents from a snapshot that is there already, so that none of them is read again.</summary>
    public void Learn(Snapshot from, Snapshot there)
    {
        foreach (var (name, listing) in from.Namespaces)
        {
            _listings[listing.Listing] = there.Namespaces[name].Listing;
        }

        foreach (var (mine, theirs) in from.Resources.Zip(there.Resources))
        {
            _resources[mine.Hash] = theirs.Hash;
        }
    }

    /// <summary>Copies the contents of a snapshot.</summary>
    /// <returns>The snapshot as the destination names its contents; null where contents were removed there meanwhile: begin anew.</returns>
    /// <exception cref="StateException">Something of the source is damaged or missing.</exception>
    public async Task<Snapshot?> CopyAsync(Snapshot snapshot, CancellationToken stop)
    {
        var namespaces = new SortedDictionary<string, NamespaceListing>(StringComparer.Ordinal);
        foreach (var (name, listing) in snapshot.Namespaces)
        {
            namespaces[name] = listing with { Listing = await CopyListingAsync(listing.Listing, stop) };
        }

        var resources = new List<CapturedResource>();
        foreach (var resource in snapshot.Resources)
        {
            resources.Add(resource with { Hash = await CopyResourceAsync(resource.Hash, stop) });
        }

        var copy = snapshot with { Namespaces = namespaces, Resources = resources };
        RemovalGuard.RefuseTooLate(time, _guard!.Begun, destination.Location);
        if (
            _guard.IsEmpty || (await ReferencesAsync(copy, stop) is { } names && await _guard.ProtectAsync(names, stop))
        )
        {
            return copy;
        }

        _guard = null;
        return null;
    }

    private async Task<string> CopyListingAsync(string hash, CancellationToken stop)
    {
        if (_listings.TryGetValue(hash, out var known) && _there.ContainsKey(StateLayout.Listing(known)))
        {
            return known;
        }

        var entries = await source.ReadListingAsync(hash, stop);
        var records = entries.Select(entry => entry.Record).Distinct(StringComparer.Ordinal);
        await Parallel.ForEachAsync(
            records,
            new ParallelOptions { MaxDegreeOfParallelism = OrderedReads.Ahead, CancellationToken = stop },
            async (record, token) => _records[record] = await CopyRecordAsync(record, token)
        );
        List<ListingEntry> copied = [.. entries.Select(entry => entry with { Record = _records[entry.Record] })];
        var name = await SaveAsync(StateLayout.Listings, ListingCodec.Write(copied), isPacked: true, stop);
        _references[name] = RecordsOf(copied);
        return _listings[hash] = name;
    }

    private async Task<string> CopyResourceAsync(string hash, CancellationToken stop)
    {
        if (!_resources.TryGetValue(hash, out var known) || !_there.ContainsKey(StateLayout.Resource(known)))
        {
            var plain = await source.Contents.ReadPackedAsync(StateLayout.Resources, hash, "Resource", stop);
            known = _resources[hash] = await SaveAsync(StateLayout.Resources, plain, isPacked: true, stop);
        }

        return known;
    }

    private async Task<string> CopyRecordAsync(string hash, CancellationToken stop)
    {
        if (_records.TryGetValue(hash, out var known) && _there.ContainsKey(StateLayout.Record(known)))
        {
            return known;
        }

        // Names that are not keyed tell without a look at the content.
        if (!source.Vault.IsEncrypted && !destination.Vault.IsEncrypted && _there.ContainsKey(StateLayout.Record(hash)))
        {
            return hash;
        }

        var content = await source.Contents.ReadRecordContentAsync(hash, stop);
        return await SaveAsync(StateLayout.Records, content, isPacked: false, stop);
    }

    private async Task<string> SaveAsync(
        string folder,
        ReadOnlyMemory<byte> plain,
        bool isPacked,
        CancellationToken stop
    )
    {
        var hash = destination.NameOf(plain.Span);
        var name = $"{folder}/{hash}";
        if (_there.ContainsKey(name))
        {
            return hash;
        }

        if (await destination.Contents.SaveAsync(folder, hash, plain, isPacked, stop))
        {
            Interlocked.Increment(ref _written);
            Interlocked.Add(ref _writtenBytes, plain.Length);
        }

        _there[name] = true;
        return hash;
    }

    /// <summary>All that the copy of a snapshot refers to; null where a listing that was there has been removed meanwhile.</summary>
    private async Task<HashSet<string>?> ReferencesAsync(Snapshot copy, CancellationToken stop)
    {
        var names = copy.Resources.Select(one => StateLayout.Resource(one.Hash)).ToHashSet(StringComparer.Ordinal);
        foreach (var listing in copy.Namespaces.Values.Select(one => one.Listing))
        {
            if (!_references.TryGetValue(listing, out var records))
            {
                try
                {
                    records = RecordsOf(await destination.ReadListingAsync(listing, stop));
                }
                catch (StateException e) when (e.TellsOfDamage)
                {
                    // It is made anew from the source.
                    Forget(listing);
                    return null;
                }

                _references[listing] = records;
            }

            names.Add(StateLayout.Listing(listing));
            names.UnionWith(records);
        }

        return names;
    }

    private void Forget(string listing)
    {
        foreach (var (hash, _) in _listings.Where(one => one.Value == listing).ToList())
        {
            _listings.Remove(hash);
        }
    }

    private static HashSet<string> RecordsOf(IEnumerable<ListingEntry> entries) =>
        entries.Select(entry => StateLayout.Record(entry.Record)).ToHashSet(StringComparer.Ordinal);
}
