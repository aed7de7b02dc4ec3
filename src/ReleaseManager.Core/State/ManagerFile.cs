using System.Text.Json;
using ReleaseManager.Core.Backends;

namespace ReleaseManager.Core.State;

/// <summary>Reads and replaces <c>manager.json</c>, the only file of a state that changes.</summary>
internal sealed class ManagerFile(IBackend backend)
{
    /// <summary>A note is not renewed sooner than this.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>An owner that has not checked for this long is taken for gone.</summary>
    public static readonly TimeSpan OwnerLives = TimeSpan.FromMinutes(15);

    private const int ClaimAttempts = 5;

    /// <summary>Reads the note; null where there is none.</summary>
    /// <exception cref="StateException">The file is damaged.</exception>
    public async Task<ManagerNote?> ReadAsync(CancellationToken stop) =>
        await backend.ReadAsync(StateLayout.Manager, stop) is { } content
            ? Parse(content)
                ?? throw StateErrors.Damaged(
                    "ManagerNoteDamaged",
                    backend,
                    StateLayout.Manager,
                    "does not have the content that its checksum promises"
                )
            : null;

    /// <summary>
    /// Writes a note where the one that stands is older than the interval or says another thing. The note of a living owner
    /// is left alone by all others. A race that is lost is left lost: another check was noted.
    /// </summary>
    /// <returns>True if this note was written.</returns>
    public async Task<bool> NoteAsync(ManagerNote note, CancellationToken stop)
    {
        var content = await backend.ReadAsync(StateLayout.Manager, stop);

        // A damaged note holds nothing that could not be said anew.
        return (content is null || Parse(content) is not { } standing || Supersedes(note, standing))
            && await TryWriteAsync(note, content, stop);
    }

    /// <summary>
    /// Makes a daemon the owner, where no other one lives. Of two that try at the same moment one wins, as exactly as the place decides
    /// between writes.
    /// </summary>
    /// <param name="note">Names the daemon.</param>
    /// <param name="takeOver">Pushes a living owner aside.</param>
    /// <exception cref="StateException">Another daemon owns the state, or one of the same name in another cluster.</exception>
    public async Task ClaimAsync(ManagerNote note, bool takeOver, CancellationToken stop)
    {
        for (var attempt = 0; attempt < ClaimAttempts; attempt++)
        {
            var content = await backend.ReadAsync(StateLayout.Manager, stop);
            var standing = content is null ? null : Parse(content);
            if (standing is not null && HasLivingOwner(standing, note.LastCheck))
            {
                if (!IsOthers(standing, note))
                {
                    return;
                }

                if (!takeOver)
                {
                    throw StateErrors.OwnedByOther(backend, standing, note.Cluster);
                }
            }

            if (await TryWriteAsync(note, content, stop))
            {
                return;
            }
        }

        throw StateErrors.OwnerUndecided(backend);
    }

    /// <summary>Refuses where a daemon could not make itself the owner; writes nothing.</summary>
    /// <inheritdoc cref="ClaimAsync"/>
    public async Task RefuseOthersAsync(ManagerNote note, CancellationToken stop)
    {
        if (
            await backend.ReadAsync(StateLayout.Manager, stop) is { } content
            && Parse(content) is { } standing
            && HasLivingOwner(standing, note.LastCheck)
            && IsOthers(standing, note)
        )
        {
            throw StateErrors.OwnedByOther(backend, standing, note.Cluster);
        }
    }

    /// <summary>True where a daemon owns the state and has checked lately.</summary>
    public static bool HasLivingOwner(ManagerNote note, DateTimeOffset now) =>
        note.Release is not null && now - note.LastCheck < OwnerLives;

    /// <summary>Writes a note where nobody has written one since another was read.</summary>
    /// <param name="over">What was read; null where there was none.</param>
    private Task<bool> TryWriteAsync(ManagerNote note, BackendContent? over, CancellationToken stop)
    {
        note = note with { LastCheck = note.LastCheck.ToUniversalTime(), Cluster = IdentityCodec.Sorted(note.Cluster) };
        var bytes = SealedJson.Write(note, StateJson.Plain.ManagerNote);
        return over is null
            ? backend.CreateAsync(StateLayout.Manager, bytes, stop)
            : backend.ReplaceAsync(StateLayout.Manager, bytes, over.Tag, stop);
    }

    private static bool Supersedes(ManagerNote note, ManagerNote standing)
    {
        if (HasLivingOwner(standing, note.LastCheck) && IsOthers(standing, note))
        {
            return false;
        }

        return note.LastCheck - standing.LastCheck >= Interval
            || !string.Equals(note.Release, standing.Release, StringComparison.Ordinal)
            || !string.Equals(note.Namespace, standing.Namespace, StringComparison.Ordinal)
            || !note.Cluster.Matches(standing.Cluster);
    }

    private static bool IsOthers(ManagerNote standing, ManagerNote note) =>
        standing.Owner != note.Owner || standing.Cluster.DiffersFrom(note.Cluster);

    private static ManagerNote? Parse(BackendContent content)
    {
        if (SealedJson.Open(content.Bytes.Span) is not { } json)
        {
            return null;
        }

        try
        {
            var note = JsonSerializer.Deserialize(json, StateJson.Plain.ManagerNote);
            return note is null ? null : note with { Cluster = IdentityCodec.Filled(note.Cluster) };
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
