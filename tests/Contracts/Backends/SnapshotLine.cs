using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Contracts.Backends;

/// <summary>
/// The snapshots of a state, read as often as one likes while it grows: so they are known still when retention has removed them. Says what must hold of them
/// however many writers there were.
/// </summary>
public sealed class SnapshotLine(ReleaseState state)
{
    private readonly SortedDictionary<SnapshotId, Snapshot> _known = [];

    /// <summary>How many are known.</summary>
    public int Count => _known.Count;

    /// <summary>Reads those that there are now, and judges them.</summary>
    /// <inheritdoc cref="Judge" path="/returns"/>
    public static async Task<int> AssertAsync(ReleaseState state, CancellationToken stop)
    {
        var line = new SnapshotLine(state);
        await line.ReadAsync(stop);
        return line.Judge();
    }

    /// <summary>Reads those that there are now and that are not known yet.</summary>
    public async Task ReadAsync(CancellationToken stop)
    {
        foreach (var id in await state.ListSnapshotsAsync(stop))
        {
            if (!_known.ContainsKey(id))
            {
                _known.Add(id, await state.ReadSnapshotAsync(id, stop));
            }
        }
    }

    /// <summary>
    /// No number is left out, each snapshot builds on those of the number before it, and no fork but of the newest number is left unmerged.
    /// </summary>
    /// <returns>How many snapshots share their number with another one.</returns>
    public int Judge()
    {
        var numbers = _known.Keys.Select(id => id.Sequence).Distinct().ToList();
        Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);

        var merged = new HashSet<SnapshotId>();
        foreach (var (id, snapshot) in _known)
        {
            Assert.Equal(id.Sequence == 1 ? null : id.Sequence - 1, snapshot.Parent);
            merged.UnionWith(snapshot.Parents);
        }

        Assert.Empty(_known.Keys.Where(id => id.Sequence < numbers.Count && !merged.Contains(id)));
        return _known.Count - numbers.Count;
    }
}
