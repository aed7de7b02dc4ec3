using System.Security.Cryptography;
using System.Text.Json;
using ReleaseManager.Core.Backends;

namespace ReleaseManager.Core.State;

/// <summary>The keys that open an encrypted state: <c>keys/&lt;id&gt;</c>. Slots are added and removed, never written again.</summary>
internal sealed class KeySlots(IBackend backend, TimeProvider time)
{
    private const int IdLength = 16;

    /// <summary>Adds a slot.</summary>
    public async Task<KeySlot> AddAsync(string stateId, DataKey data, StateKey key, CancellationToken stop)
    {
        var id = RandomNumberGenerator.GetHexString(IdLength, lowercase: true);
        var salt = RandomNumberGenerator.GetBytes(DataKey.Length);
        var slot = new KeySlot
        {
            Id = id,
            StateId = stateId,
            Kind = NameOf(key.Kind),
            Created = time.GetUtcNow(),
            Rounds = key.Kind == KeySlotKind.Passphrase ? key.Rounds : null,
            Salt = Convert.ToBase64String(salt),
            Wrapped = Convert.ToBase64String(data.Wrap(key.Derive(salt, key.Rounds), Associated(id, stateId))),
        };
        await backend.CreateAsync(StateLayout.Key(id), SealedJson.Write(slot, StateJson.Plain.KeySlot), stop);
        return slot;
    }

    /// <summary>The data key of a state.</summary>
    /// <exception cref="StateException">The key opens no slot, or there is none.</exception>
    public async Task<DataKey> UnlockAsync(string stateId, StateKey key, CancellationToken stop)
    {
        var slots = await ReadAsync(stateId, stop);
        foreach (var slot in slots.Where(slot => slot.Kind == NameOf(key.Kind)))
        {
            if (TryUnwrap(slot, key) is { } data)
            {
                return data;
            }
        }

        throw slots.Count == 0 ? StateErrors.NoKeys(backend) : StateErrors.WrongKey(backend, key.Kind, slots.Count);
    }

    /// <summary>The slots of a state that can be read, the oldest first.</summary>
    public async Task<List<KeySlot>> ReadAsync(string stateId, CancellationToken stop) =>
        (await ReadAllAsync(stop)).FindAll(slot => slot.StateId == stateId);

    /// <summary>Ids of the states that slots here belong to: one, unless somebody was interrupted when beginning another.</summary>
    public async Task<IReadOnlyList<string>> StatesAsync(CancellationToken stop) =>
        [.. (await ReadAllAsync(stop)).Select(slot => slot.StateId).Distinct(StringComparer.Ordinal)];

    /// <summary>
    /// Removes a slot that is not the last one. It is marked first and the rest is counted then, so that of two who remove the last two at the
    /// same moment at least one sees the other's mark and leaves its slot.
    /// </summary>
    /// <exception cref="StateException">There is none of this name, or none would be left.</exception>
    public async Task RemoveAsync(string stateId, string id, CancellationToken stop)
    {
        if (!(await ReadAsync(stateId, stop)).Exists(slot => slot.Id == id))
        {
            throw StateErrors.NoKey(backend, id);
        }

        await backend.CreateAsync(StateLayout.LeavingKey(id), ReadOnlyMemory<byte>.Empty, stop);
        var leaving = await IdsAsync(leaving: true, stop);
        var slots = await ReadAsync(stateId, stop);
        if (!slots.Exists(slot => !leaving.Contains(slot.Id)))
        {
            await backend.DeleteAsync([StateLayout.LeavingKey(id)], stop);
            throw StateErrors.LastKey(backend, id, slots.Count);
        }

        await backend.DeleteAsync([StateLayout.Key(id), StateLayout.LeavingKey(id)], stop);
    }

    /// <summary>Removes a slot of a state that was never begun.</summary>
    public Task DropAsync(KeySlot slot, CancellationToken stop) =>
        backend.DeleteAsync([StateLayout.Key(slot.Id)], stop);

    /// <summary>The slot that a file holds; null where it is damaged.</summary>
    public static KeySlot? Parse(ReadOnlySpan<byte> content, string id)
    {
        if (SealedJson.Open(content) is not { } json)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(json, StateJson.Plain.KeySlot) is { } slot && slot.Id == id ? slot : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What a list shows of a slot.</summary>
    public HelmReleaseStateKey View(KeySlot slot) =>
        new()
        {
            Location = backend.Location,
            Id = slot.Id,
            Kind = slot.Kind == NameOf(KeySlotKind.KeyFile) ? KeySlotKind.KeyFile : KeySlotKind.Passphrase,
            Created = slot.Created,
        };

    private static DataKey? TryUnwrap(KeySlot slot, StateKey key)
    {
        try
        {
            var by = key.Derive(Convert.FromBase64String(slot.Salt), slot.Rounds ?? 0);
            return DataKey.Unwrap(Convert.FromBase64String(slot.Wrapped), by, Associated(slot.Id, slot.StateId));
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            // Not a slot that this key could have made.
            return null;
        }
    }

    private async Task<List<KeySlot>> ReadAllAsync(CancellationToken stop)
    {
        var slots = new List<KeySlot>();
        foreach (var id in await IdsAsync(leaving: false, stop))
        {
            if (
                await backend.ReadAsync(StateLayout.Key(id), stop) is { } content
                && Parse(content.Bytes.Span, id) is { } slot
            )
            {
                slots.Add(slot);
            }
        }

        slots.Sort((a, b) => (a.Created, a.Id).CompareTo((b.Created, b.Id)));
        return slots;
    }

    private async Task<HashSet<string>> IdsAsync(bool leaving, CancellationToken stop)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var entry in backend.ListAsync(StateLayout.Keys, stop))
        {
            if (StateLayout.KeyOf(entry.Name, out var isLeaving) is { } id && isLeaving == leaving)
            {
                ids.Add(id);
            }
        }

        return ids;
    }

    private static string NameOf(KeySlotKind kind) => kind == KeySlotKind.KeyFile ? "keyFile" : "passphrase";

    private static string Associated(string id, string stateId) => $"{StateLayout.Key(id)} {stateId}";
}
