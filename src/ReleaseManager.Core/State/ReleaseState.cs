using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.State.Original;

namespace ReleaseManager.Core.State;

/// <summary>
/// The saved releases under one backend path: the public face of the state. Creating one touches nothing. All errors of
/// what is kept are <see cref="StateException"/>, those of the place that keeps it <see cref="BackendException"/>.
/// </summary>
public sealed class ReleaseState
{
    private readonly AnyLayoutBackend _layout;
    private readonly TimeProvider _time;
    private readonly StateVault _vault;
    private readonly SnapshotFiles _snapshots;
    private readonly ContentStore _contents;
    private readonly ManagerFile _manager;

    private ReleaseState(IBackend backend, TimeProvider time, StateKey? key)
    {
        Backend = backend;
        _layout = new AnyLayoutBackend(backend);
        _time = time;
        _vault = new StateVault(_layout, key, time);
        _snapshots = new SnapshotFiles(_vault);
        _contents = new ContentStore(_vault);
        _manager = new ManagerFile(_vault);
    }

    internal StateVault Vault => _vault;

    internal ContentStore Contents => _contents;

    internal SnapshotFiles Snapshots => _snapshots;

    /// <summary>The items of the state, whatever the layout of the place that keeps them.</summary>
    internal IBackend Items => _layout;

    /// <summary>Where the bytes are.</summary>
    public IBackend Backend { get; }

    /// <summary>Where this is, in words for a message.</summary>
    public string Location => Backend.Location;

    /// <summary>The state at a backend, there or not yet.</summary>
    /// <param name="time">The clock for new snapshots; the system's where null.</param>
    /// <param name="key">Opens an encrypted state, and encrypts one that is begun; null for one that is not encrypted.</param>
    public static ReleaseState At(IBackend backend, TimeProvider? time = null, StateKey? key = null)
    {
        ArgumentNullException.ThrowIfNull(backend);
        return new ReleaseState(backend, time ?? TimeProvider.System, key);
    }

    /// <summary>Reads the header; null where there is no state.</summary>
    /// <exception cref="StateException">It is damaged or of an unknown format, or the key does not fit the state.</exception>
    public Task<StateHeader?> ReadHeaderAsync(CancellationToken stop) => _vault.ReadHeaderAsync(stop);

    /// <summary>Reads the header, or says that there is no state.</summary>
    /// <exception cref="StateException">There is none, or it is damaged or of an unknown format.</exception>
    public async Task<StateHeader> RequireHeaderAsync(CancellationToken stop) =>
        await ReadHeaderAsync(stop) ?? throw StateErrors.NoState(Backend);

    /// <summary>
    /// What could be recovered of what the original tool saved; null where this is a state of the current format, or none. All of its files are
    /// read for it, once.
    /// </summary>
    public async Task<OriginalReport?> FindOriginalReportAsync(CancellationToken stop) =>
        await _layout.FindOriginalAsync(stop) is { } original ? await original.ReportAsync(stop) : null;

    /// <summary>Begins a state for a cluster, or gives the header of the one that is there.</summary>
    /// <exception cref="StateException">The original tool's files are there, which are never written to.</exception>
    public async Task<StateHeader> CreateHeaderAsync(ClusterIdentity cluster, CancellationToken stop)
    {
        await RefuseOriginalAsync(stop);
        return await _vault.CreateHeaderAsync(cluster, copyOf: null, id: null, stop);
    }

    /// <summary>Begins a state whose id the caller knows, since it makes the same one again and again.</summary>
    internal Task<StateHeader> CreateHeaderAsync(ClusterIdentity cluster, string id, CancellationToken stop) =>
        _vault.CreateHeaderAsync(cluster, copyOf: null, id, stop);

    /// <summary>Begins a copy of a state, or gives the header of what is there.</summary>
    internal async Task<StateHeader> BeginCopyAsync(StateHeader of, CancellationToken stop)
    {
        await RefuseOriginalAsync(stop);
        return await _vault.CreateHeaderAsync(of.Cluster ?? new ClusterIdentity(), of.StateId, id: null, stop);
    }

    /// <summary>Lists all snapshots, ascending; there may be gaps.</summary>
    public async Task<IReadOnlyList<SnapshotId>> ListSnapshotsAsync(CancellationToken stop) =>
        await _snapshots.ListAsync(stop);

    /// <summary>Reads the snapshot of a name.</summary>
    /// <exception cref="StateException">There is none of this name, or it is damaged.</exception>
    public async Task<Snapshot> ReadSnapshotAsync(SnapshotId id, CancellationToken stop) =>
        await FindAsync(SnapshotSelector.Number(id), stop) ?? throw StateErrors.NoSnapshot(Backend, id);

    /// <summary>
    /// Reads many snapshots, several at the same time, and gives them in the order in which they were named; one that is missing or damaged is
    /// told in its place and stops none of the others.
    /// </summary>
    /// <exception cref="StateException">There is no state, or the key does not fit it.</exception>
    public async IAsyncEnumerable<SnapshotRead> ReadSnapshotsAsync(
        IEnumerable<SnapshotId> ids,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        // Opens an encrypted state once, before many would do so at the same time.
        await RequireHeaderAsync(stop);
        await foreach (var read in OrderedReads.RunAsync(ids, id => TryReadSnapshotAsync(id, stop)))
        {
            yield return read;
        }
    }

    /// <summary>Finds the snapshot that is meant; null where there is none.</summary>
    /// <exception cref="StateException">It, or one that would have to be looked at first, is damaged.</exception>
    public async Task<Snapshot?> FindAsync(SnapshotSelector selector, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return await ReadHeaderAsync(stop) is null
            ? null
            : await new SnapshotSearch(_snapshots, selector).RunAsync(stop);
    }

    /// <summary>Finds the snapshot that is meant, or says why there is none.</summary>
    /// <exception cref="StateException">There is no state, no such snapshot, none that is not suspect, or it is damaged.</exception>
    public async Task<Snapshot> RequireAsync(SnapshotSelector selector, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(selector);
        await RequireHeaderAsync(stop);
        var search = new SnapshotSearch(_snapshots, selector);
        return await search.RunAsync(stop) ?? throw search.NoneAt(Backend);
    }

    /// <summary>Reads the snapshot on which another one builds.</summary>
    /// <exception cref="StateException">It builds on none, or that one is gone or damaged.</exception>
    public async Task<Snapshot> RequireParentAsync(Snapshot snapshot, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return snapshot.Parents.Count > 0
            ? await ReadSnapshotAsync(snapshot.Parents[0], stop)
            : throw StateErrors.NoParent(Backend, snapshot.Id);
    }

    /// <summary>Reads the entries of one namespace, in the order of the listing.</summary>
    /// <exception cref="StateException">The listing is damaged or missing.</exception>
    public async Task<IReadOnlyList<ListingEntry>> ReadListingAsync(string hash, CancellationToken stop)
    {
        var lines = await _contents.ReadPackedAsync(StateLayout.Listings, hash, "Listing", stop);
        try
        {
            return ListingCodec.Read(lines);
        }
        catch (JsonException e)
        {
            throw StateErrors.Damaged("ListingDamaged", Backend, StateLayout.Listing(hash), "holds no listing", e);
        }
    }

    /// <summary>Reads all entries of a snapshot, namespace by namespace in ordinal order.</summary>
    public async IAsyncEnumerable<ListingEntry> ReadEntriesAsync(
        Snapshot snapshot,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        foreach (var (_, listing) in snapshot.Namespaces.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            foreach (var entry in await ReadListingAsync(listing.Listing, stop))
            {
                yield return entry;
            }
        }
    }

    /// <summary>Reads the record's value, byte for byte as it was found in the cluster.</summary>
    /// <exception cref="StateException">The record is damaged or missing.</exception>
    public Task<byte[]> ReadRecordAsync(ListingEntry entry, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return _contents.ReadRecordAsync(entry, stop);
    }

    /// <summary>Reads a captured object as it was saved.</summary>
    /// <exception cref="StateException">It is damaged or missing.</exception>
    public async Task<JsonObject> ReadResourceAsync(string hash, CancellationToken stop)
    {
        var json = await _contents.ReadPackedAsync(StateLayout.Resources, hash, "Resource", stop);
        try
        {
            return (JsonObject)JsonNode.Parse(json)!;
        }
        catch (Exception e) when (e is JsonException or InvalidCastException)
        {
            throw StateErrors.Damaged("ResourceDamaged", Backend, StateLayout.Resource(hash), "holds no object", e);
        }
    }

    /// <summary>The keys of an encrypted state, the oldest first; needs none of them.</summary>
    /// <exception cref="StateException">There is no state, or it is not encrypted.</exception>
    public async Task<IReadOnlyList<HelmReleaseStateKey>> ListKeysAsync(CancellationToken stop)
    {
        var header = await RequireHeaderAsync(stop);
        return header.Encrypted
            ? [.. (await _vault.Slots.ReadAsync(header.StateId, stop)).Select(_vault.Slots.View)]
            : throw StateErrors.NotEncrypted(Backend);
    }

    /// <summary>Adds a key to an encrypted state.</summary>
    /// <exception cref="StateException">The state is not encrypted, or the key at hand does not open it.</exception>
    public async Task<HelmReleaseStateKey> AddKeyAsync(StateKey added, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(added);
        var (header, data) = await _vault.UnlockAsync(stop);
        return _vault.Slots.View(await _vault.Slots.AddAsync(header.StateId, data, added, stop));
    }

    /// <summary>Removes a key from an encrypted state. What was read with it before stays known to whoever read it.</summary>
    /// <exception cref="StateException">There is none of this name, it is the last one, or the key at hand does not open the state.</exception>
    public async Task RemoveKeyAsync(string id, CancellationToken stop)
    {
        var (header, _) = await _vault.UnlockAsync(stop);
        await _vault.Slots.RemoveAsync(header.StateId, id, stop);
    }

    /// <summary>The name of a content; right once anything of the state was read.</summary>
    internal string NameOf(ReadOnlySpan<byte> plain) => _vault.Naming.Of(plain);

    /// <summary>The name that a record's value has, or would have, in this state; right once anything of the state was read.</summary>
    internal string NameOfRecord(ReadOnlySpan<byte> value) => _contents.NameOfRecord(value);

    /// <summary>Saves a record's value where it is not there yet.</summary>
    public Task<SavedRecord> SaveRecordAsync(ReadOnlyMemory<byte> value, CancellationToken stop) =>
        _contents.SaveRecordAsync(value, stop);

    /// <summary>Saves a Kubernetes object, without what the server filled in, where it is not there yet.</summary>
    /// <returns>Name of the content under <c>resources/</c>.</returns>
    public Task<string> SaveResourceAsync(JsonObject resource, CancellationToken stop) =>
        _contents.SavePackedAsync(StateLayout.Resources, ResourceForm.Write(ResourceForm.Strip(resource)), stop);

    /// <summary>Saves the entries of one namespace where they are not there yet; in whatever order they come.</summary>
    /// <returns>Name of the content under <c>listings/</c>.</returns>
    public Task<string> SaveListingAsync(IReadOnlyList<ListingEntry> entries, CancellationToken stop) =>
        _contents.SavePackedAsync(StateLayout.Listings, ListingCodec.Write(entries), stop);

    /// <summary>
    /// Reads what a new snapshot of a cluster stands on. A damaged snapshot does not stop it; it is named in
    /// <see cref="ExportBase.Unreadable"/>.
    /// </summary>
    /// <param name="takeOver">Begin a new line where the path belongs to another cluster.</param>
    /// <exception cref="StateException">It belongs to another cluster, its header is damaged, or it is the original tool's.</exception>
    public async Task<ExportBase> ReadBaseAsync(ClusterIdentity cluster, bool takeOver, CancellationToken stop)
    {
        if (await ReadHeaderAsync(stop) is not { } header)
        {
            return new ExportBase { NextSequence = 1 };
        }

        await RefuseOriginalAsync(stop);

        // Before all else: what is found to be there from now on stays until the snapshot is written.
        var guard = await RemovalGuard.BeginAsync(_vault, _time, stop);
        var forks = new ForkMerge(ReadListingAsync, lines => NameOf(lines));
        var reader = new ExportBaseReader(Backend, _snapshots, forks, _time);
        var found = await reader.ReadAsync(header, cluster, takeOver, stop);
        return found with { Guard = guard, Begun = guard.Begun };
    }

    /// <summary>
    /// One try to make a draft the newest snapshot: carries forward what it did not look at, judges a loss, saves the
    /// listings and at last the snapshot. After <see cref="CommitStatus.Lost"/> read the base again.
    /// </summary>
    /// <exception cref="StateException">What must be carried forward is damaged.</exception>
    public Task<CommitOutcome> CommitAsync(SnapshotDraft draft, ExportBase on, CancellationToken stop) =>
        new SnapshotWriter(this, _time).CommitAsync(draft, on, write: true, stop);

    /// <summary>What <see cref="CommitAsync"/> would do; writes nothing.</summary>
    public Task<CommitOutcome> PlanCommitAsync(SnapshotDraft draft, ExportBase on, CancellationToken stop) =>
        new SnapshotWriter(this, _time).CommitAsync(draft, on, write: false, stop);

    /// <summary>Adds a snapshot whose contents are all saved.</summary>
    /// <param name="stateId">The state into which they were saved; null for whichever is there.</param>
    /// <returns>The snapshot as it is now there; null if the number is taken by another writer.</returns>
    /// <exception cref="StateException">The state has been cleared since, and maybe begun anew: the contents are gone.</exception>
    public async Task<Snapshot?> TryAppendAsync(Snapshot snapshot, string? stateId, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var header = await RequireHeaderAsync(stop);
        return stateId is null || header.StateId == stateId
            ? await _snapshots.TryAppendAsync(snapshot, stop)
            : throw StateErrors.Cleared(Backend);
    }

    /// <summary>Reads the last note; null where there is none.</summary>
    /// <exception cref="StateException">The note is damaged.</exception>
    public Task<ManagerNote?> ReadManagerAsync(CancellationToken stop) => _manager.ReadAsync(stop);

    /// <summary>Notes that the cluster was checked; at most every five minutes, unless something else changed.</summary>
    /// <returns>True if it was written.</returns>
    public Task<bool> NoteCheckAsync(ManagerNote note, CancellationToken stop) => _manager.NoteAsync(note, stop);

    /// <summary>Makes a daemon the owner of the state, which must have a header; see <see cref="ManagerFile.ClaimAsync"/>.</summary>
    /// <exception cref="StateException">Another one owns it and lives.</exception>
    internal Task ClaimAsync(ManagerNote note, bool takeOver, CancellationToken stop) =>
        _manager.ClaimAsync(note, takeOver, stop);

    /// <summary>Refuses where <see cref="ClaimAsync"/> would; writes nothing.</summary>
    internal Task RefuseOtherOwnersAsync(ManagerNote note, CancellationToken stop) =>
        _manager.RefuseOthersAsync(note, stop);

    /// <summary>
    /// Reads every byte: checksums, names, listings, and that each record decodes as the release that it should be. What a running
    /// export has not referred to yet is reported as unreferenced.
    /// </summary>
    /// <exception cref="StateException">There is no state, its format is unknown, or the key does not fit it.</exception>
    public Task<VerifyResult> VerifyAsync(IProgress<OperationProgress>? progress, CancellationToken stop) =>
        VerifyAsync(new VerifyOptions(), progress, stop);

    /// <summary>Checks the state as far as is asked.</summary>
    /// <exception cref="StateException">There is no state, its format is unknown, or the key does not fit it.</exception>
    public Task<VerifyResult> VerifyAsync(
        VerifyOptions options,
        IProgress<OperationProgress>? progress,
        CancellationToken stop
    ) => new StateVerifier(this, options, progress).RunAsync(stop);

    /// <summary>
    /// Removes snapshots that no rule keeps, or that are named, and the contents that earlier prunes found to be needed by none any more.
    /// </summary>
    /// <exception cref="StateException">There is no state, something that must be read is damaged, or a snapshot that is named must stay.</exception>
    public Task<PruneResult> PruneAsync(
        PruneOptions options,
        IProgress<OperationProgress>? progress,
        CancellationToken stop
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        return new StatePruner(this, _time, progress).RunAsync(options, stop);
    }

    /// <summary>Removes all that the format keeps under the path, and nothing else. A path without a state is left as it is.</summary>
    /// <exception cref="StateException">A manager keeps the state and is alive, the format is unknown, or it is the original tool's.</exception>
    public async Task<ClearResult> ClearAsync(
        ClearOptions options,
        IProgress<OperationProgress>? progress,
        CancellationToken stop
    )
    {
        await RefuseOriginalAsync(stop);
        return await new StateClearer(_layout, _vault, _manager, _time).ClearAsync(options, progress, stop);
    }

    private async Task<SnapshotRead> TryReadSnapshotAsync(SnapshotId id, CancellationToken stop)
    {
        try
        {
            var found = await _snapshots.FindAsync(id, stop) ?? throw StateErrors.NoSnapshot(Backend, id);
            return new SnapshotRead(id, found, Error: null);
        }
        catch (StateException e) when (StateErrors.ConcernsSnapshot(e))
        {
            return new SnapshotRead(id, Snapshot: null, e);
        }
    }

    private async Task RefuseOriginalAsync(CancellationToken stop)
    {
        if (await _layout.FindOriginalAsync(stop) is { } original)
        {
            throw original.ReadOnly();
        }
    }
}
