using ReleaseManager.Core.Backends;

namespace ReleaseManager.Core.State;

/// <summary>Errors that several parts of the state raise.</summary>
internal static class StateErrors
{
    public const string HeaderDamaged = "StateHeaderDamaged";

    public const string NeedsKey = "StateEncrypted";

    public const string KeysMissing = "StateKeysMissing";

    public const string BelongsToOtherCluster = "StateBelongsToOtherCluster";

    public const string OwnedByOtherManager = "StateOwnedByOtherManager";

    public const string DamageAdvice =
        "Verify the state to see which releases this touches, and choose a snapshot that is whole.";

    public static StateException Damaged(
        string errorId,
        IBackend backend,
        string name,
        string how,
        Exception? inner = null
    ) =>
        new(errorId, $"'{name}' in the state at {backend.Location} is damaged: it {how}.", inner)
        {
            Target = name,
            Advice = DamageAdvice,
        };

    public static StateException UnknownFormat(IBackend backend, string format) =>
        new(
            "StateFormatUnknown",
            $"The state at {backend.Location} has format '{format}'; this version reads '{StateHeader.CurrentFormat}'."
        )
        {
            Target = StateLayout.Header,
            Advice = "Use a version of ReleaseManager that knows this format.",
        };

    /// <summary>Whether an error is about one snapshot, and not about the state or its key.</summary>
    public static bool ConcernsSnapshot(StateException error) =>
        error.ErrorId.StartsWith("Snapshot", StringComparison.Ordinal);

    public static StateException Encrypted(IBackend backend) =>
        new(NeedsKey, $"The state at {backend.Location} is encrypted, and no key was given.")
        {
            Target = backend.Location,
            Advice =
                "Give the passphrase with -Passphrase (--passphrase-file, or the environment variable RELEASEMANAGER_PASSPHRASE), or the key file with -KeyFile (--key-file).",
        };

    public static StateException NotEncrypted(IBackend backend) =>
        new("StateNotEncrypted", $"The state at {backend.Location} is not encrypted, although a key was given.")
        {
            Target = backend.Location,
            Advice =
                "Leave the key out, also where it comes from the environment variable RELEASEMANAGER_PASSPHRASE; or copy the state to another path with the key to encrypt it there.",
        };

    public static StateException WrongKey(IBackend backend, KeySlotKind kind, int slots) =>
        new(
            "StateKeyWrong",
            $"The {(kind == KeySlotKind.KeyFile ? "key file" : "passphrase")} opens none of the {slots} keys of the state at {backend.Location}."
        )
        {
            Target = backend.Location,
            Advice = "Give the key that the state was begun with, or one that was added to it since.",
        };

    public static StateException NoKeys(IBackend backend) =>
        new(KeysMissing, $"The state at {backend.Location} is encrypted, and none of its keys is there whole.")
        {
            Target = StateLayout.Keys,
            Advice =
                "Get the folder 'keys' of the state back from a copy: without it nothing of the state can be read.",
        };

    public static StateException NoKey(IBackend backend, string id) =>
        new("StateKeyNotFound", $"The state at {backend.Location} has no key '{id}'.")
        {
            Target = id,
            Advice = "List the keys to see which there are.",
        };

    public static StateException LastKey(IBackend backend, string id, int slots) =>
        new(
            "StateKeyIsLast",
            slots == 1
                ? $"Key '{id}' is the only one of the state at {backend.Location}: without it nothing could be read any more."
                : $"Every other key of the state at {backend.Location} is being removed, too."
        )
        {
            Target = id,
            Advice = "Add another key first.",
        };

    public static StateException ClearedWhileBegun(IBackend backend) =>
        new("StateClearedMeanwhile", $"The state at {backend.Location} was removed while it was being begun.")
        {
            Target = backend.Location,
            Advice = "Run the command again once the clear has ended.",
        };

    public static StateException OtherCluster(IBackend backend, ClusterIdentity? owner, ClusterIdentity cluster) =>
        new(
            BelongsToOtherCluster,
            $"The state at {backend.Location} belongs to another cluster ({owner}); the one at hand is {cluster}."
        )
        {
            Target = backend.Location,
            Advice =
                "Use another path for this cluster, or -TakeOverPath (--take-over-path) to begin a new line of snapshots here; the old ones stay.",
        };

    public static StateException NoState(IBackend backend) =>
        new("StateNotFound", $"There is no saved state at {backend.Location}.")
        {
            Target = backend.Location,
            Advice = "Check the path, or export into it first.",
        };

    public static StateException Cleared(IBackend backend) =>
        new(
            "StateCleared",
            $"The state at {backend.Location} was cleared and begun anew while this export was writing to it; nothing was added."
        )
        {
            Target = backend.Location,
            Advice = "Export again.",
        };

    public static StateException Empty(IBackend backend) =>
        new("StateHasNoSnapshot", $"The state at {backend.Location} holds no snapshot yet.")
        {
            Target = backend.Location,
            Advice = "Export into it first.",
        };

    public static StateException NoSnapshot(IBackend backend, SnapshotId id) =>
        new("SnapshotNotFound", $"The state at {backend.Location} holds no snapshot {id}.")
        {
            Target = StateLayout.Snapshot(id),
            Advice = "List the snapshots to see which there are.",
        };

    public static StateException NoParent(IBackend backend, SnapshotId id) =>
        new("SnapshotNotFound", $"Snapshot {id} at {backend.Location} builds on no other one.")
        {
            Target = StateLayout.Snapshot(id),
            Advice = "Name the snapshot to compare it with.",
        };

    public static StateException Ambiguous(
        IBackend backend,
        SnapshotId wanted,
        IReadOnlyCollection<SnapshotId> forks
    ) =>
        new(
            "SnapshotAmbiguous",
            $"The state at {backend.Location} holds {forks.Count} snapshots of number {wanted}, which were written at the same moment."
        )
        {
            Target = StateLayout.Snapshot(wanted),
            Advice = $"Name one of them: {string.Join(", ", forks)}.",
        };

    public static StateException NoSnapshotSoOld(IBackend backend, SnapshotSelector wanted, Snapshot oldest) =>
        new(
            "SnapshotNotFound",
            $"No snapshot at {backend.Location} is as old as {wanted}; the oldest is {oldest.Sequence} of {oldest.Time.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z."
        )
        {
            Target = wanted.ToString(),
            Advice =
                "Give a later time, or the number of a snapshot. A time without an offset is local, and a date alone means the midnight at which it begins.",
        };

    public static StateException TooFewSnapshots(IBackend backend, SnapshotSelector wanted, int good) =>
        new(
            "SnapshotNotFound",
            $"There is no snapshot {wanted} at {backend.Location}: {(good == 1 ? "one snapshot is" : $"{good} snapshots are")} good, and suspect ones do not count."
        )
        {
            Target = wanted.ToString(),
            Advice = "List the snapshots to see which there are.",
        };

    public static StateException AllSuspect(IBackend backend, SnapshotId newest) =>
        new(
            "SnapshotsAllSuspect",
            $"Every snapshot at {backend.Location} is marked suspect: each may show a loss rather than a change."
        )
        {
            Target = StateLayout.Snapshot(newest),
            Advice = $"To use one all the same, name it by its number; the newest is {newest}.",
        };

    public static StateException OwnerUnknown(IBackend backend, DateTimeOffset noted) =>
        new(
            "StateOwnerUnknown",
            $"The state at {backend.Location} was checked at {noted.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z; it is encrypted, so without the key it does not show whether a manager keeps it."
        )
        {
            Target = backend.Location,
            Advice =
                $"Give the key; or stop the manager and try again {ManagerFile.OwnerLives.TotalMinutes} minutes after its last check.",
        };

    public static StateException OwnedByOther(IBackend backend, ManagerNote owner, ClusterIdentity cluster) =>
        new(
            OwnedByOtherManager,
            $"The state at {backend.Location} is kept by the manager {owner.Owner}{(owner.Cluster.DiffersFrom(cluster) ? $" of another cluster ({owner.Cluster})" : "")}, which checked it at {owner.LastCheck.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z."
        )
        {
            Target = backend.Location,
            Advice =
                $"Give this manager a path of its own; or stop the other one and wait: {ManagerFile.OwnerLives.TotalMinutes} minutes after its last check the state counts as unowned; or take the path over from it with -TakeOverPath (--take-over-path).",
        };

    public static StateException OwnerUndecided(IBackend backend) =>
        new(
            "StateBusy",
            $"Others write the note of who keeps the state at {backend.Location} all the time, so this manager could not."
        )
        {
            Target = backend.Location,
            Advice = "Let one manager at a time keep a path.",
        };

    public static StateException Owned(IBackend backend, ManagerNote owner) =>
        new(
            "StateOwnedByManager",
            $"The state at {backend.Location} is kept by the manager {owner.Owner}, which checked it at {owner.LastCheck.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z."
        )
        {
            Target = backend.Location,
            Advice =
                $"Stop the manager first; {ManagerFile.OwnerLives.TotalMinutes} minutes after its last check the state counts as unowned.",
        };
}
