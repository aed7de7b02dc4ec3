using System.Security.Cryptography;
using ReleaseManager.Core.Import.Manager;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Rewrite;

/// <summary>
/// What changes of one release on its way into the cluster: the objects of its manifests and hooks by a list of changes, and the namespace.
/// What is replayed and what the records say come from the same changed bodies, so that Helm finds there what it finds in the cluster.
/// </summary>
internal sealed class ReleaseRewrite
{
    /// <summary>Nothing changes.</summary>
    public static readonly ReleaseRewrite None = new([], null);

    private readonly IReadOnlyList<IObjectChange> _changes;
    private readonly string? _namespace;
    private readonly string? _managerPath;
    private readonly ManifestRewriter _manifests;

    /// <param name="changes">In the order in which they are made.</param>
    /// <param name="targetNamespace">The namespace that the records shall name; null where it stays.</param>
    /// <param name="managerPath">Where the daemon that the release is shall keep its state; null for any other release.</param>
    public ReleaseRewrite(IReadOnlyList<IObjectChange> changes, string? targetNamespace, string? managerPath = null)
    {
        (_changes, _namespace, _managerPath) = (changes, targetNamespace, managerPath);
        _manifests = new ManifestRewriter(changes);
    }

    /// <summary>Whether no record can change.</summary>
    public bool IsNone => _changes.Count == 0 && _namespace is null && _managerPath is null;

    /// <summary>A decoded record as it comes back.</summary>
    /// <param name="body">A record that Helm can read.</param>
    /// <param name="notes">Told what changes.</param>
    /// <returns>The very same memory where nothing changes.</returns>
    /// <exception cref="RecordException">Helm could not read the record.</exception>
    public ReadOnlyMemory<byte> Body(ReadOnlyMemory<byte> body, RewriteNotes notes)
    {
        if (IsNone || !IsConcerned(body.Span))
        {
            return body;
        }

        var release = Release.Parse(body, DecodeLimits.Default);
        var edit = new RecordEdit(body);
        var isChanged = false;
        if (_namespace is not null && release.Namespace != _namespace)
        {
            edit.SetNamespace(_namespace);
            isChanged = true;
        }

        // Each revision names a path of its own.
        var move =
            _managerPath is not null && ManagerPath.Of(release) is { } path && path != _managerPath
                ? new ManagerPathChange(path, _managerPath)
                : null;
        if (move is not null)
        {
            edit.SetConfig(ManagerPath.Moved(release, _managerPath!));
            notes.Change("the values name the new path");
            if (move.Notes(release.Notes) is { } told)
            {
                edit.SetNotes(told);
            }

            isChanged = true;
        }

        var manifests = move is null ? _manifests : new ManifestRewriter([.. _changes, move]);
        var manifest = Rewrite(manifests, release.Manifest, "the manifest", notes);
        if (!ReferenceEquals(manifest, release.Manifest))
        {
            edit.SetManifest(manifest);
            isChanged = true;
        }

        foreach (var hook in release.Hooks)
        {
            var changed = Rewrite(manifests, hook.Manifest, $"hook {hook.Name}", notes);
            if (ReferenceEquals(changed, hook.Manifest))
            {
                continue;
            }

            // Helm fails at a hook without an object.
            _ = changed.Length == 0 ? edit.RemoveHook(hook.Index) : edit.SetHookManifest(hook.Index, changed);
            isChanged = true;
        }

        if (move is { WasFound: false })
        {
            notes.Misfit(
                "its objects name its path nowhere that is known, so that it would go on to write to the old one"
            );
        }

        return isChanged ? edit.Apply() : body;
    }

    /// <summary>A record's value as it comes back; the saved one, byte by byte, where nothing changes or it cannot be read.</summary>
    public byte[] Value(byte[] saved)
    {
        if (IsNone)
        {
            return saved;
        }

        try
        {
            return RecordCodec.Decode(
                saved,
                DecodeLimits.Default,
                json =>
                {
                    var body = Body(json, new RewriteNotes());
                    return body.Equals(json) ? saved : RecordCodec.Encode(body.Span);
                }
            );
        }
        catch (RecordException)
        {
            return saved;
        }
    }

    /// <summary>Tells two different outcomes of a rewrite apart; null where nothing was changed.</summary>
    /// <param name="records">Saved values and what became of them.</param>
    public static string? Digest(IReadOnlyList<RestoredRecord> records)
    {
        // One that stays as it was is told by its own hash, and need not be readable.
        var changed = records.Where(record => !ReferenceEquals(record.Saved, record.Restored)).ToList();
        if (changed.Count == 0)
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var record in changed)
        {
            hash.AppendData(RecordCodec.Decode(record.Restored, DecodeLimits.Default));
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash().AsSpan(0, 16));
    }

    private static string Rewrite(ManifestRewriter manifests, string manifest, string what, RewriteNotes notes)
    {
        try
        {
            return manifests.Rewrite(manifest, notes);
        }
        catch (RecordException error)
        {
            notes.Misfit($"{what} cannot be read and stays as it is: {error.Message}");
            return manifest;
        }
    }

    private bool IsConcerned(ReadOnlySpan<byte> body)
    {
        if (_namespace is not null || _managerPath is not null)
        {
            return true;
        }

        foreach (var change in _changes)
        {
            if (change.MayConcern(body))
            {
                return true;
            }
        }

        return false;
    }
}
