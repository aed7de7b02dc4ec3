using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Export;

/// <summary>One export with all its tries; what a lost try has saved is not read again.</summary>
internal sealed class ExportRun
{
    private readonly KubeClient _cluster;
    private readonly ReleaseState _state;
    private readonly ExportOptions _options;
    private readonly IProgress<OperationProgress>? _progress;
    private readonly CheckNotes _notes;
    private readonly DateTimeOffset _seen;
    private readonly ExportScope _scope;
    private readonly RecordLister _lister;
    private readonly IdentityReader _identity;
    private readonly EntryBuilder _builder;
    private readonly RecordIntake _intake;
    private readonly List<string> _warnings = [];
    private WriterStart? _begun;
    private ClusterIdentity _checked = new();

    public ExportRun(
        KubeClient cluster,
        ReleaseState state,
        TimeProvider time,
        ExportOptions options,
        IProgress<OperationProgress>? progress
    )
    {
        _cluster = cluster;
        _state = state;
        _notes = new CheckNotes(state, options, time);
        _options = options;
        _progress = progress;
        _scope = new ExportScope(options);
        _lister = new RecordLister(cluster, _scope);
        _identity = new IdentityReader(cluster, _lister);
        _seen = time.GetUtcNow();
        _builder = new EntryBuilder(state, options.Limits, _seen);
        _intake = new RecordIntake(cluster, _lister, _builder, options.Parallelism);
    }

    /// <summary>One try; null where another writer was faster.</summary>
    /// <param name="end">Ends it, unless the snapshot is being written already.</param>
    /// <param name="stop">Stops it wherever it is.</param>
    public async Task<ExportResult?> TryAsync(CancellationToken end, CancellationToken stop)
    {
        var (draft, on) = await LookAsync(end);
        end.ThrowIfCancellationRequested();
        return await WriteAsync(draft, on, stop);
    }

    private async Task<(SnapshotDraft Draft, ExportBase On)> LookAsync(CancellationToken stop)
    {
        _warnings.Clear();
        var version = await _cluster.GetVersionAsync(stop);
        var identity = _checked = await _identity.ReadAsync(stop);

        // What a snapshot stands on is read before the cluster: so a faster writer's newer view is never overwritten by an older one.
        var on = await ReadBaseAsync(identity, stop);
        await _notes.ClaimAsync(identity, stop);

        // What a lost try has saved counts from when that try began.
        _begun ??= on.Begun;
        on = on with { Begun = _begun.Value };
        var known = await KnownEntries.ReadAsync(_state, on, stop);
        var inventory = IsFirstOfAll(known)
            ? await _intake.ListAsync(_progress, stop)
            : await _lister.ListAsync(_progress, stop);
        var selection = new RecordSelection(_options, _scope, known, inventory.Records);
        Warn(on, inventory);
        if (!_options.DryRun)
        {
            await ReadBodiesAsync(selection, inventory, known, stop);
        }

        var entries = selection.Entries(listed =>
            known.Find(listed.Key)
            ?? _intake.Entries.GetValueOrDefault(listed.Key)
            ?? (
                _options.DryRun
                    ? EntryBuilder.Unread(listed, _seen)
                    : throw new InvalidOperationException($"The body of {listed.Key.ObjectName} was not saved.")
            )
        );
        var resources = on.Newest?.Resources ?? [];
        if (!_options.DryRun)
        {
            (entries, resources) = await CaptureAsync(entries, on, stop);
        }

        var draft = new SnapshotDraft
        {
            Cluster = identity.And(NamespacesAmong(resources)).And(on.Newest?.Cluster),
            KubernetesVersion = version.GitVersion,
            Writer = _options.Writer,
            Scope = _scope.ToSnapshotScope(),
            Entries = entries,
            Resources = resources,
            AcceptLoss = _options.AcceptLoss,
        };
        return (draft, on);
    }

    private async Task<ExportResult?> WriteAsync(SnapshotDraft draft, ExportBase on, CancellationToken stop)
    {
        var count = draft.Entries.Count;
        _progress?.Report(new OperationProgress("Writing the snapshot", null, count, count));
        var outcome = _options.DryRun
            ? await _state.PlanCommitAsync(draft, on, stop)
            : await _state.CommitAsync(draft, on, stop);
        if (outcome.Status is CommitStatus.Lost or CommitStatus.Swept)
        {
            if (outcome.Status == CommitStatus.Swept)
            {
                _intake.Forget();
                _begun = null;
            }

            return null;
        }

        await WarnAsync(on, outcome, stop);
        await _notes.AddAsync(_checked, stop);
        return Describe(outcome, draft.Entries);
    }

    /// <summary>Whether the body of every record that a list finds is going to be saved.</summary>
    private bool IsFirstOfAll(KnownEntries known) =>
        known.IsEmpty
        && _intake.Entries.Count == 0
        && _options
            is { DryRun: false, Reconcile: true, HistoryDepth: null, Names.Count: 0, ExcludeNamespaces.Count: 0 }
        && (_options.Namespaces.Count == 0 || _scope.NamedNamespaces is not null);

    private async Task<ExportBase> ReadBaseAsync(ClusterIdentity identity, CancellationToken stop)
    {
        _progress?.Report(new OperationProgress(Exporter.ReadingState, null, 0, null));
        if (!_options.DryRun)
        {
            await _state.CreateHeaderAsync(identity, stop);
        }
        else if (await _state.ReadHeaderAsync(stop) is null)
        {
            return new ExportBase { NextSequence = 1 };
        }

        try
        {
            return await _state.ReadBaseAsync(identity, _options.TakeOverPath, stop);
        }
        catch (StateException error)
            when (error.ErrorId == StateErrors.BelongsToOtherCluster && identity.KubeSystemUid is not null)
        {
            // Whoever exported before may not have been allowed to read kube-system.
            var owner = await _state.FindAsync(SnapshotSelector.NewestOfAll, stop) is { } newest
                ? newest.Cluster
                : (await _state.ReadHeaderAsync(stop))?.Cluster;
            if (owner is not { KubeSystemUid: null })
            {
                await _notes.RefuseOthersAsync(identity, stop);
                throw;
            }

            var wider = await _identity.WidenAsync(identity, owner, stop);
            return await _state.ReadBaseAsync(wider, _options.TakeOverPath, stop);
        }
    }

    /// <summary>The uids of namespaces that are known anyway: they tell the cluster to those who may not read kube-system.</summary>
    private static ClusterIdentity NamespacesAmong(IReadOnlyList<CapturedResource> resources) =>
        new()
        {
            NamespaceUids = resources
                .Where(each => each is { Kind: CapturedResource.Namespace, Uid: not null })
                .ToDictionary(each => each.Name, each => each.Uid!, StringComparer.Ordinal),
        };

    private async Task ReadBodiesAsync(
        RecordSelection selection,
        RecordInventory inventory,
        KnownEntries known,
        CancellationToken stop
    )
    {
        bool IsMissing(ListedRecord r) => known.Find(r.Key) is null && !_intake.Entries.ContainsKey(r.Key);

        var missing = selection.Records.Where(IsMissing).ToList();
        var moved = await _intake.ReadAsync(missing, inventory.Totals, _progress, stop);
        await Parallel.ForEachAsync(
            moved,
            new ParallelOptions { MaxDegreeOfParallelism = _options.Parallelism, CancellationToken = stop },
            async (release, token) =>
            {
                // One list with bodies is one moment, so nothing of it can be torn.
                var records = await _lister.ReadReleaseAsync(
                    release,
                    selection.IsLabelled(release),
                    (listed, body) => IsMissing(listed) ? _intake.SaveAsync(listed, body, token) : Task.CompletedTask,
                    token
                );
                selection.Replace(release, records);
            }
        );
    }

    private async Task<(IReadOnlyList<ListingEntry>, IReadOnlyList<CapturedResource>)> CaptureAsync(
        IReadOnlyList<ListingEntry> entries,
        ExportBase on,
        CancellationToken stop
    )
    {
        _progress?.Report(new OperationProgress("Saving custom resource definitions and namespaces", null, 0, null));
        var saved = new SavedResources(on.Newest, on.Parent);
        var needs = entries.SelectMany(e => e.Needs ?? []).ToHashSet(StringComparer.Ordinal);
        var namespaces = entries.Select(e => e.Namespace).ToHashSet(StringComparer.Ordinal);
        var definitions = new CrdCapture(_cluster, _state, _options.Parallelism, _warnings);
        List<CapturedResource> resources =
        [
            .. await definitions.CaptureAsync(needs, saved, stop),
            .. await new NamespaceCapture(_cluster, _state, _warnings).CaptureAsync(namespaces, saved, stop),
        ];
        if (_options.IncludeReferences)
        {
            _progress?.Report(new OperationProgress("Saving what releases refer to", null, 0, null));
            entries = await new ReferenceNotes(_state, _options, _warnings).AddAsync(entries, stop);
            var references = new ReferenceCapture(_cluster, _state, _options.Parallelism, _warnings);
            resources.AddRange(await references.CaptureAsync(ReferenceNotes.Of(entries), saved, stop));
        }

        return (entries, resources);
    }

    private void Warn(ExportBase on, RecordInventory inventory)
    {
        if (on.Unreadable.Count > 0)
        {
            _warnings.Add($"Snapshots that cannot be read were passed over: {string.Join(", ", on.Unreadable)}.");
        }

        if (inventory.Strangers.Count > 0)
        {
            var some = string.Join(", ", inventory.Strangers.Take(3));
            _warnings.Add(
                $"{inventory.Strangers.Count} objects carry Helm's label but tell no release and revision, and are not saved: {some}."
            );
        }
    }

    private async Task WarnAsync(ExportBase on, CommitOutcome outcome, CancellationToken stop)
    {
        if (outcome.Status != CommitStatus.Written)
        {
            return;
        }

        if (on.NextSequence == 1 && await OldVersions.WarnOfNoneAsync(_state.Backend, stop) is { } warning)
        {
            _warnings.Add(warning);
        }

        if (on.Parents.Count > 1)
        {
            _warnings.Add(
                $"Snapshots {string.Join(", ", on.Parents.Order())} were written at the same moment; snapshot {outcome.Snapshot.Id} brings them together."
            );
        }
    }

    private ExportResult Describe(CommitOutcome outcome, IReadOnlyList<ListingEntry> entries) =>
        new()
        {
            Location = _state.Location,
            Sequence = outcome.Snapshot.Sequence,
            Written = outcome.Status == CommitStatus.Written,
            Changed = outcome.Status != CommitStatus.Unchanged,
            Time = outcome.Snapshot.Time,
            Releases = outcome.Snapshot.Releases,
            Revisions = outcome.Snapshot.Revisions,
            ChangedRevisions = outcome.ChangedRevisions,
            RemovedRevisions = outcome.RemovedRevisions,
            NewRecords = _builder.NewRecords,
            NewBytes = _builder.NewBytes,
            Resources = outcome.Snapshot.Resources.Count,
            Suspect = outcome.Snapshot.Suspect,
            Problems = [.. entries.Where(e => e.Problem is not null).Order(ListingCodec.Order).Select(ProblemOf)],
            Warnings = [.. _warnings],
        };

    private static RecordProblem ProblemOf(ListingEntry entry) =>
        new()
        {
            Namespace = entry.Namespace,
            Name = entry.Name,
            Revision = entry.Revision,
            Reason = entry.Problem!,
        };
}
