using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Lab.Daemon;

/// <summary>What the store itself tells of the order in which snapshots were written.</summary>
internal static class SnapshotLine
{
    /// <summary>Asserts that every snapshot builds on the one before it, and nothing else does, and that every byte of the state is whole.</summary>
    /// <returns>The snapshots, the oldest first.</returns>
    public static async Task<IReadOnlyList<Snapshot>> AssertOneAsync(ReleaseState state, CancellationToken stop)
    {
        var snapshots = new List<Snapshot>();
        foreach (var id in await state.ListSnapshotsAsync(stop))
        {
            snapshots.Add(await state.ReadSnapshotAsync(id, stop));
        }

        var told = string.Join(
            '\n',
            snapshots.Select(one =>
                $"{one.Id} after {string.Join(", ", one.Parents)} of {one.Time:O}{(one.Suspect is null ? "" : " (suspect)")}"
            )
        );
        // Retention may have taken the oldest; a suspect one is nobody's parent.
        Assert.True(snapshots.Select(one => one.Sequence).Distinct().Count() == snapshots.Count, $"a fork: {told}");
        for (var at = 1; at < snapshots.Count; at++)
        {
            var before = snapshots.Take(at).LastOrDefault(one => one.Suspect is null);
            Assert.True(snapshots[at].Sequence == snapshots[at - 1].Sequence + 1, $"a gap: {told}");
            Assert.True(
                before is null || snapshots[at].Parents is [var parent] && parent == before.Id,
                $"no line: {told}"
            );
        }

        var verified = await state.VerifyAsync(progress: null, stop);
        Assert.Empty(verified.Problems);
        return snapshots;
    }
}
