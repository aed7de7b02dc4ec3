using ReleaseManager.Core.State;

namespace ReleaseManager.Daemon.Dashboard;

/// <summary>
/// Keeps the headers of the newest snapshots, which never change, so that looking again costs one listing of names. However many ask at once, one
/// looks and the others take what it found.
/// </summary>
internal sealed class SnapshotShelf(ReleaseState state, TimeProvider time) : IDisposable
{
    /// <summary>How many headers are kept.</summary>
    public const int MostSnapshots = 1000;

    /// <summary>What is this young is not looked for again.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<SnapshotId, SnapshotFacts> _kept = [];
    private readonly Dictionary<NamespaceListing, NamespaceListing> _shared = [];
    private volatile SnapshotLine? _last;
    private volatile string? _error;

    /// <summary>What was found the last time that it went well; null before the first.</summary>
    public SnapshotLine? Last => _last;

    /// <summary>Why looking failed since; null where it did not.</summary>
    public string? Error => _error;

    /// <summary>Looks which snapshots there are.</summary>
    /// <exception cref="ReleaseManagerException">The state cannot be read.</exception>
    public async Task<SnapshotLine> ReadAsync(CancellationToken stop)
    {
        await _gate.WaitAsync(stop);
        try
        {
            if (_error is null && _last is { } last && time.GetUtcNow() - last.ReadAt < Fresh)
            {
                return last;
            }

            var line = await LookAsync(stop);
            (_last, _error) = (line, null);
            return line;
        }
        catch (ReleaseManagerException e)
        {
            _error = e.Message;
            throw;
        }
        catch (OperationCanceledException)
        {
            _error = "reading the saved state took too long";
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async Task<SnapshotLine> LookAsync(CancellationToken stop)
    {
        var ids = await state.ReadHeaderAsync(stop) is null ? [] : await state.ListSnapshotsAsync(stop);
        var shown = ids.TakeLast(MostSnapshots).ToList();
        foreach (var gone in _kept.Keys.Except(shown).ToList())
        {
            _kept.Remove(gone);
        }

        List<SnapshotId> damaged = [];
        if (shown.Any(id => !_kept.ContainsKey(id)))
        {
            await foreach (var read in state.ReadSnapshotsAsync(shown.Where(id => !_kept.ContainsKey(id)), stop))
            {
                if (read.Snapshot is { } snapshot)
                {
                    _kept.Add(read.Id, Shared(SnapshotFacts.Of(snapshot)));
                }
                else if (read.Error is { TellsOfDamage: true })
                {
                    damaged.Add(read.Id);
                }
            }

            Forget();
        }

        return new SnapshotLine
        {
            ReadAt = time.GetUtcNow(),
            Count = ids.Count,
            Snapshots = [.. shown.Select(id => _kept.GetValueOrDefault(id)).OfType<SnapshotFacts>()],
            Damaged = damaged,
        };
    }

    /// <summary>Most namespaces are the same in many snapshots: each is kept once.</summary>
    private SnapshotFacts Shared(SnapshotFacts facts) =>
        facts with
        {
            Namespaces = facts.Namespaces.ToDictionary(
                one => one.Key,
                one => _shared.TryAdd(one.Value, one.Value) ? one.Value : _shared[one.Value],
                StringComparer.Ordinal
            ),
        };

    private void Forget()
    {
        var used = _kept.Values.SelectMany(one => one.Namespaces.Values).ToHashSet();
        foreach (var unused in _shared.Keys.Except(used).ToList())
        {
            _shared.Remove(unused);
        }
    }
}
