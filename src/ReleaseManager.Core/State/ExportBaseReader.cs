using ReleaseManager.Core.Backends;

namespace ReleaseManager.Core.State;

/// <summary>Reads what a new snapshot stands on: the newest snapshots of the cluster's own line.</summary>
internal sealed class ExportBaseReader(IBackend backend, SnapshotFiles snapshots, ForkMerge forks, TimeProvider time)
{
    /// <summary>Walks down from the newest snapshot.</summary>
    /// <param name="header">Tells the cluster that the state was begun for; that counts where no snapshot can be read.</param>
    public async Task<ExportBase> ReadAsync(
        StateHeader header,
        ClusterIdentity cluster,
        bool takeOver,
        CancellationToken stop
    )
    {
        var ids = await snapshots.ListAsync(stop);
        var walk = new Walk(backend, cluster, takeOver, time.GetUtcNow() - SuddenLoss.Window)
        {
            MayHoldForks = ids.DistinctBy(id => id.Sequence).Count() < ids.Count,
        };
        foreach (var group in SnapshotFiles.NewestFirst(ids))
        {
            var read = await ReadAsync(group, walk, stop);
            var isFork = group.Skip(1).Any();
            if (read.Count > 0 && !read.TrueForAll(snapshot => walk.Goes(snapshot, isFork)))
            {
                break;
            }
        }

        if (!walk.AnyRead && !takeOver && header.Cluster?.Matches(cluster) != true)
        {
            throw StateErrors.OtherCluster(backend, header.Cluster, cluster);
        }

        var parent = walk.Heads.Count == 0 ? null : await forks.MergeAsync(walk.Heads, stop);
        return new ExportBase
        {
            StateId = header.StateId,
            NextSequence = ids.Count == 0 ? 1 : ids[^1].Sequence + 1,
            Newest = walk.Newest,
            Parent = parent,
            Parents = [.. walk.Heads.Select(head => head.Id)],
            Merged = forks.Listings,
            Baseline = walk.Baseline,
            NewestGoodOfAll = walk.NewestGoodOfAll,
            Unreadable = [.. walk.Unreadable, .. forks.Unreadable],
        };
    }

    /// <summary>The snapshots of one number, the latest first; those that are gone are left out, those that are damaged noted.</summary>
    private async Task<List<Snapshot>> ReadAsync(IEnumerable<SnapshotId> ids, Walk walk, CancellationToken stop)
    {
        var read = new List<Snapshot>();
        foreach (var id in ids)
        {
            try
            {
                if (await snapshots.ReadAsync(id, stop) is { } snapshot)
                {
                    read.Add(snapshot);
                }
            }
            catch (StateException)
            {
                walk.Unreadable.Add(id);
            }
        }

        read.Sort((a, b) => (b.Time, b.Id).CompareTo((a.Time, a.Id)));
        return read;
    }

    /// <summary>From the newest snapshot down, as far as one more could still matter.</summary>
    private sealed class Walk(IBackend backend, ClusterIdentity cluster, bool takeOver, DateTimeOffset since)
    {
        private readonly HashSet<SnapshotId> _merged = [];
        private bool _lineEnded;
        private bool _baselineEnded;
        private bool _forksEnded;

        /// <summary>Whether several snapshots have one number, so that one of them may be there that no later one builds on.</summary>
        public required bool MayHoldForks { get; init; }

        public bool AnyRead { get; private set; }

        public Snapshot? Newest { get; private set; }

        public Snapshot? NewestGoodOfAll { get; private set; }

        /// <summary>Good snapshots that no other one builds on, the newest first.</summary>
        public List<Snapshot> Heads { get; } = [];

        public List<Snapshot> Baseline { get; } = [];

        public List<SnapshotId> Unreadable { get; } = [];

        /// <summary>Takes one in; false where nothing older can matter.</summary>
        /// <param name="isFork">Whether there is another one of its number.</param>
        public bool Goes(Snapshot snapshot, bool isFork)
        {
            if (!snapshot.Cluster.Matches(cluster))
            {
                _lineEnded =
                    AnyRead || takeOver ? true : throw StateErrors.OtherCluster(backend, snapshot.Cluster, cluster);
            }

            AnyRead = true;
            if (snapshot.Suspect is null)
            {
                NewestGoodOfAll ??= snapshot;
            }

            if (!_lineEnded)
            {
                Take(snapshot, isFork);
            }

            return !((_lineEnded || (_baselineEnded && _forksEnded)) && NewestGoodOfAll is not null);
        }

        private void Take(Snapshot snapshot, bool isFork)
        {
            Newest ??= snapshot;
            if (snapshot.Suspect is not null)
            {
                return;
            }

            if (Heads.Count == 0 || (snapshot.Time >= since && !_baselineEnded))
            {
                Baseline.Add(snapshot);
            }

            if (!_merged.Contains(snapshot.Id) && (isFork || Heads.Count == 0))
            {
                Heads.Add(snapshot);
            }

            _merged.UnionWith(snapshot.Parents);

            // No writer takes longer than the window, so nobody can have missed what is older.
            _forksEnded = !MayHoldForks || snapshot.Time < since;
            _baselineEnded |= snapshot.LossAccepted || snapshot.Time < since;
        }
    }
}
