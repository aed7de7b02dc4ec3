using ReleaseManager.Core.Backends;

namespace ReleaseManager.Core.State;

/// <summary>Reads what a new snapshot stands on: the newest snapshots of the cluster's own line.</summary>
internal sealed class ExportBaseReader(IBackend backend, SnapshotFiles snapshots, TimeProvider time)
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
        var sequences = await snapshots.ListAsync(stop);
        var walk = new Walk(backend, cluster, takeOver, time.GetUtcNow() - SuddenLoss.Window);
        foreach (var sequence in Enumerable.Reverse(sequences))
        {
            if (await ReadAsync(sequence, walk, stop) is { } snapshot && !walk.Goes(snapshot))
            {
                break;
            }
        }

        if (!walk.AnyRead && !takeOver && !header.Cluster.Matches(cluster))
        {
            throw StateErrors.OtherCluster(backend, header.Cluster, cluster);
        }

        return new ExportBase
        {
            StateId = header.StateId,
            NextSequence = sequences.Count == 0 ? 1 : sequences[^1] + 1,
            Newest = walk.Newest,
            Parent = walk.Parent,
            Baseline = walk.Baseline,
            NewestGoodOfAll = walk.NewestGoodOfAll,
            Unreadable = walk.Unreadable,
        };
    }

    /// <summary>One snapshot; null where it is gone or damaged, and then noted.</summary>
    private async Task<Snapshot?> ReadAsync(int sequence, Walk walk, CancellationToken stop)
    {
        try
        {
            return await snapshots.ReadAsync(sequence, stop);
        }
        catch (StateException)
        {
            walk.Unreadable.Add(sequence);
            return null;
        }
    }

    /// <summary>From the newest snapshot down, as far as one more could still matter.</summary>
    private sealed class Walk(IBackend backend, ClusterIdentity cluster, bool takeOver, DateTimeOffset since)
    {
        private bool _lineEnded;
        private bool _baselineEnded;

        public bool AnyRead { get; private set; }

        public Snapshot? Newest { get; private set; }

        public Snapshot? Parent { get; private set; }

        public Snapshot? NewestGoodOfAll { get; private set; }

        public List<Snapshot> Baseline { get; } = [];

        public List<int> Unreadable { get; } = [];

        /// <summary>Takes one in; false where nothing older can matter.</summary>
        public bool Goes(Snapshot snapshot)
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
                Take(snapshot);
            }

            return !((_lineEnded || _baselineEnded) && NewestGoodOfAll is not null);
        }

        private void Take(Snapshot snapshot)
        {
            Newest ??= snapshot;
            if (snapshot.Suspect is not null)
            {
                return;
            }

            if (Parent is null || (snapshot.Time >= since && !_baselineEnded))
            {
                Baseline.Add(snapshot);
            }

            Parent ??= snapshot;
            _baselineEnded |= snapshot.LossAccepted || snapshot.Time < since;
        }
    }
}
