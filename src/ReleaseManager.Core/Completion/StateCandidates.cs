using System.Globalization;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Completion;

/// <summary>What a saved state has that could be meant at a prompt. Nothing is ever written.</summary>
public static class StateCandidates
{
    /// <summary>So many of the newest snapshots are offered.</summary>
    private const int MaxSnapshots = 50;

    /// <summary>The snapshots by their names, the newest one first.</summary>
    public static async Task<IReadOnlyList<Candidate>> SnapshotsAsync(ReleaseState state, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(state);
        var newest = (await state.ListSnapshotsAsync(stop)).Reverse().Take(MaxSnapshots);
        var candidates = new List<Candidate>();
        await foreach (var read in state.ReadSnapshotsAsync(newest, stop))
        {
            if (read.Snapshot is { } snapshot)
            {
                candidates.Add(new Candidate(SnapshotView.Of(state, snapshot).Id, About(snapshot)));
            }
        }

        return candidates;
    }

    /// <summary>The names of the releases of the newest good snapshot, each once.</summary>
    public static async Task<IReadOnlyList<Candidate>> ReleasesAsync(
        ReleaseState state,
        SnapshotSelector selector,
        CancellationToken stop
    )
    {
        ArgumentNullException.ThrowIfNull(state);
        if (await state.FindAsync(selector, stop) is not { } snapshot)
        {
            return [];
        }

        var entries = await state.ReadEntriesAsync(snapshot, stop).ToListAsync(stop);
        return Completing.Releases(entries.Select(entry => (entry.Name, entry.Namespace)));
    }

    /// <summary>The namespaces of the releases of a snapshot.</summary>
    public static async Task<IReadOnlyList<Candidate>> NamespacesAsync(
        ReleaseState state,
        SnapshotSelector selector,
        CancellationToken stop
    )
    {
        ArgumentNullException.ThrowIfNull(state);
        return await state.FindAsync(selector, stop) is { } snapshot
            ?
            [
                .. snapshot
                    .Namespaces.OrderBy(one => one.Key, StringComparer.Ordinal)
                    .Select(one => new Candidate(one.Key, Count(one.Value.Releases, "saved release"))),
            ]
            : [];
    }

    private static string About(Snapshot snapshot)
    {
        var time = snapshot.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var suspect = snapshot.Suspect is null ? "" : ", suspect";
        return $"{time}, {Count(snapshot.Releases, "release")}, {Count(snapshot.Revisions, "revision")}{suspect}";
    }

    private static string Count(int number, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");
}
