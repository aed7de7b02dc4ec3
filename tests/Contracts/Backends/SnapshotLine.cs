using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Contracts.Backends;

/// <summary>What must hold of the snapshots of a state however many writers there were.</summary>
public static class SnapshotLine
{
    /// <summary>
    /// No number is left out, each snapshot builds on those of the number before it, and no fork but of the newest number is left unmerged.
    /// </summary>
    /// <returns>How many snapshots share their number with another one.</returns>
    public static async Task<int> AssertAsync(ReleaseState state, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(state);
        var ids = await state.ListSnapshotsAsync(stop);
        var numbers = ids.Select(id => id.Sequence).Distinct().ToList();
        Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);

        var merged = new HashSet<SnapshotId>();
        foreach (var id in ids)
        {
            var snapshot = await state.ReadSnapshotAsync(id, stop);
            Assert.Equal(id.Sequence == 1 ? null : id.Sequence - 1, snapshot.Parent);
            merged.UnionWith(snapshot.Parents);
        }

        Assert.Empty(ids.Where(id => id.Sequence < numbers.Count && !merged.Contains(id)));
        return ids.Count - numbers.Count;
    }
}
