using System.Runtime.CompilerServices;
using ReleaseManager.Core.Backends;

namespace ReleaseManager.Core.State;

/// <summary>
/// The items of a state, decrypted where the state is encrypted: finds out at first use, from the header, and asks for the key only when
/// something is read that needs it. The header itself and the key slots are never encrypted.
/// </summary>
internal sealed class StateVault(IBackend backend, StateKey? key, TimeProvider time) : IBackend
{
    private readonly HeaderFile _header = new(backend, time);
    private readonly KeySlots _slots = new(backend, time);
    private volatile OpenedState? _opened;

    public string Location => backend.Location;

    /// <summary>Whether a key was given.</summary>
    public bool HasKey => key is not null;

    /// <summary>Whether values are encrypted; known once anything of the state was read.</summary>
    public bool IsEncrypted => _opened?.Data is not null;

    /// <summary>The keys of the state.</summary>
    public KeySlots Slots => _slots;

    /// <summary>How contents are named; right once anything of the state was read.</summary>
    public ContentNaming Naming => _opened?.Naming ?? ContentNaming.Plain;

    /// <summary>How contents are named.</summary>
    public async Task<ContentNaming> FindNamingAsync(CancellationToken stop)
    {
        await ItemsAsync(stop);
        return Naming;
    }

    /// <summary>Reads the header; null where there is no state. Without a key the cluster of an encrypted state is left out.</summary>
    /// <exception cref="StateException">It is damaged or of an unknown format, or the key does not fit the state.</exception>
    public async Task<StateHeader?> ReadHeaderAsync(CancellationToken stop)
    {
        if (await _header.ReadAsync(stop) is not { } header)
        {
            _opened = null;
            return null;
        }

        if (header.Encrypted && key is null)
        {
            return header;
        }

        return (await OpenAsync(header, stop)).Header;
    }

    /// <summary>Begins a state, encrypted where there is a key; where another writer was faster, its header counts.</summary>
    /// <param name="copyOf">The state of which this one is going to be a copy.</param>
    /// <param name="id">The id that the state shall have; null for a new one.</param>
    public async Task<StateHeader> CreateHeaderAsync(
        ClusterIdentity cluster,
        string? copyOf,
        string? id,
        CancellationToken stop
    )
    {
        if (await ReadHeaderAsync(stop) is { } existing)
        {
            return existing.Encrypted && key is null ? throw StateErrors.Encrypted(backend) : existing;
        }

        var header = _header.New(cluster) with { CopyOf = copyOf };
        header = header with { StateId = id ?? header.StateId };
        var slot = default(KeySlot);
        if (key is not null)
        {
            // The slot stands before the header, so that no state is ever without one.
            var data = DataKey.New();
            slot = await _slots.AddAsync(header.StateId, data, key, stop);
            header = HeaderFile.HideCluster(header, new ValueCipher(data.ForValues()));
        }

        if (!await _header.TryCreateAsync(header, stop) && slot is not null)
        {
            await _slots.DropAsync(slot, stop);
        }

        return await ReadHeaderAsync(stop) ?? throw StateErrors.ClearedWhileBegun(backend);
    }

    /// <summary>The data key of an encrypted state.</summary>
    /// <exception cref="StateException">The state is not encrypted, or the key does not open it.</exception>
    public async Task<(StateHeader Header, DataKey Data)> UnlockAsync(CancellationToken stop)
    {
        var header = await ReadHeaderAsync(stop) ?? throw StateErrors.NoState(backend);
        if (!header.Encrypted)
        {
            throw StateErrors.NotEncrypted(backend);
        }

        var opened = _opened ?? throw StateErrors.Encrypted(backend);
        return (header, opened.Data!);
    }

    /// <summary>
    /// Opens a state whose header is lost, so that the rest can be looked at: encrypted where there are keys, as their slots name the state.
    /// </summary>
    /// <returns>False where it is encrypted and cannot be opened.</returns>
    public async Task<bool> OpenWithoutHeaderAsync(CancellationToken stop)
    {
        var stateIds = await _slots.StatesAsync(stop);
        foreach (var stateId in stateIds)
        {
            try
            {
                if (key is not null)
                {
                    var data = await _slots.UnlockAsync(stateId, key, stop);
                    _opened = Encrypted(
                        HeaderFile.Lost(stateId, isEncrypted: true),
                        data,
                        new ValueCipher(data.ForValues())
                    );
                    return true;
                }
            }
            catch (StateException)
            {
                // A slot of another state may open.
            }
        }

        if (stateIds.Count == 0)
        {
            _opened = OpenPlain(HeaderFile.Lost("", isEncrypted: false));
        }

        return stateIds.Count == 0;
    }

    public Task<BackendGuarantees> FindGuaranteesAsync(CancellationToken stop) => backend.FindGuaranteesAsync(stop);

    public async Task<BackendContent?> ReadAsync(string name, CancellationToken stop) =>
        await (await ItemsAsync(stop)).ReadAsync(name, stop);

    public async Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop) =>
        await (await BegunAsync(stop)).CreateAsync(name, content, stop);

    public async Task<bool> ReplaceAsync(
        string name,
        ReadOnlyMemory<byte> content,
        string tag,
        CancellationToken stop
    ) => await (await BegunAsync(stop)).ReplaceAsync(name, content, tag, stop);

    /// <summary>Needs no key; sizes are those in the store.</summary>
    public async IAsyncEnumerable<BackendEntry> ListAsync(
        string folder,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        await foreach (var entry in backend.ListAsync(folder, stop))
        {
            yield return entry;
        }
    }

    public Task DeleteAsync(IReadOnlyCollection<string> names, CancellationToken stop) =>
        backend.DeleteAsync(names, stop);

    /// <summary>Where to write: with a key at hand nothing is written before the header says that it will be encrypted.</summary>
    private async Task<IBackend> BegunAsync(CancellationToken stop)
    {
        var items = await ItemsAsync(stop);
        return key is null || _opened is not null ? items : throw StateErrors.NoState(backend);
    }

    private async Task<IBackend> ItemsAsync(CancellationToken stop)
    {
        if (_opened is { } opened)
        {
            return opened.Items;
        }

        var header = await _header.ReadAsync(stop);
        return header is null ? backend : (await OpenAsync(header, stop)).Items;
    }

    private async Task<OpenedState> OpenAsync(StateHeader header, CancellationToken stop)
    {
        if (_opened is { } opened && opened.Header.StateId == header.StateId)
        {
            return opened;
        }

        // Several may open it at the same time; what they find is the same.
        return _opened = header.Encrypted ? await OpenEncryptedAsync(header, stop) : OpenPlain(header);
    }

    /// <summary>With a key at hand nothing plain is taken: whoever can write to the place could have put it there.</summary>
    private OpenedState OpenPlain(StateHeader header) =>
        key is null
            ? new OpenedState(header, backend, ContentNaming.Plain, Data: null)
            : throw StateErrors.NotEncrypted(backend);

    private async Task<OpenedState> OpenEncryptedAsync(StateHeader header, CancellationToken stop)
    {
        var data = await _slots.UnlockAsync(header.StateId, key ?? throw StateErrors.Encrypted(backend), stop);
        var cipher = new ValueCipher(data.ForValues());
        return Encrypted(_header.ShowCluster(header, cipher), data, cipher);
    }

    private OpenedState Encrypted(StateHeader header, DataKey data, ValueCipher cipher) =>
        new(header, new EncryptedBackend(backend, cipher), ContentNaming.Keyed(data.ForNames()), data);

    /// <param name="Header">With its cluster.</param>
    /// <param name="Items">Where values are read and written.</param>
    /// <param name="Naming">How contents are named.</param>
    /// <param name="Data">The data key; null where the state is not encrypted.</param>
    private sealed record OpenedState(StateHeader Header, IBackend Items, ContentNaming Naming, DataKey? Data);
}
