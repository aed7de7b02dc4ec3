using System.Collections.Concurrent;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Import.Manager;
using ReleaseManager.Core.Import.Render;
using ReleaseManager.Core.Import.Rewrite;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import;

/// <summary>Works out what an import would do, release by release, and changes nothing.</summary>
public sealed class ImportPlanner(KubeClient cluster, ReleaseState state, TimeProvider? time = null)
{
    private const int DecodedAtOnce = 4;
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Makes the plan.</summary>
    /// <param name="options">What is to be brought back, and how.</param>
    /// <param name="progress">Told of each release that has been looked at; may be null.</param>
    /// <exception cref="ReleaseManagerException">There is no such snapshot, it is damaged, or the cluster cannot be read.</exception>
    public async Task<ReleaseImportPlan> PlanAsync(
        ImportOptions options,
        IProgress<OperationProgress>? progress,
        CancellationToken stop
    )
    {
        await ImportHolder.WaitForStoppedAsync(stop);
        var selection = new ImportSelection(options);
        var snapshot = await state.RequireAsync(options.Snapshot, stop);
        var stateId = (await state.ReadHeaderAsync(stop))!.StateId;
        var selected = await selection.ReadAsync(state, snapshot, stop);
        selection.RequireNamed(snapshot, selected);
        var settings = Retarget.Settle(options, selected);
        using var kinds = new KindResolver(cluster, _time);
        var rewrites = await ReleaseRewrites.CreateAsync(settings, snapshot, kinds, stop);
        var original = await state.FindOriginalReportAsync(stop);
        var managers = await ManagerReleases.FindAsync(state, selected, settings, original, stop);
        var releases = selected.Select(saved => rewrites.Apply(saved, managers.NewPathOf(saved.Key))).ToList();
        var namespaces = releases.Select(release => release.Namespace).Distinct(StringComparer.Ordinal).ToList();
        var inventory = await TargetInventory.ReadAsync(cluster, namespaces, stop);
        var check = new TargetCheck(cluster, state, stateId, settings, inventory, _time);
        var rendering = await ReleaseRendering.OpenAsync(cluster, settings, options.Render, _time, stop);
        var rendered = rendering is null
            ? null
            : new RenderDrafts(
                state,
                new RenderTarget(cluster, state, stateId, inventory, check, rendering, _time),
                rendering,
                settings
            );

        var drafts = new ConcurrentDictionary<SavedRelease, ReleaseDraft>();
        var bounded = new ParallelOptions { MaxDegreeOfParallelism = DecodedAtOnce, CancellationToken = stop };
        await Parallel.ForEachAsync(
            releases,
            bounded,
            async (release, one) =>
            {
                var draft =
                    managers.LeaveOut(release)
                    ?? (
                        rendered is null
                            ? await DraftAsync(check, release, settings, one)
                            : await rendered.DraftAsync(release, one)
                    );
                draft.ManagerPath = managers.PathOf(release.SourceKey);
                await RefuseDamageAsync(draft, settings.NoHistory, one);
                WarnOfRewrites(draft);
                draft.Warnings.AddRange(original?.LossesOf(release.SourceNamespace, release.Name) ?? []);
                drafts[release] = draft;
                progress?.Report(new OperationProgress("Planning", release.ToString(), drafts.Count, releases.Count));
            }
        );

        var ordered = releases.Select(release => drafts[release]).ToList();
        Retarget.RefuseCollisions(ordered);
        var surroundings = new PlanSurroundings(cluster, state, snapshot, kinds, settings, _time);
        var crds = await surroundings.PlanCrdsAsync(ordered, selection.IsWhole, stop);
        await surroundings.PlaceObjectsAsync(ordered, stop);
        var spaces = await surroundings.PlanNamespacesAsync(ordered, stop);
        await surroundings.FindConflictsAsync(ordered, spaces, stop);
        var catalog = await kinds.RefreshAsync(stop);
        await WarnOfFluxAsync(ordered, catalog, stop);
        if (settings.Verify)
        {
            var created = spaces.Where(step => step.Action == "create").Select(step => step.Name);
            await new PlanVerification(
                cluster,
                state,
                kinds,
                settings,
                created.ToHashSet(StringComparer.Ordinal)
            ).RunAsync(ordered, stop);
        }

        var references = await new PlanReferences(cluster, state, snapshot, settings, spaces).PlanAsync(ordered, stop);
        ReleaseOrder.Settle(ordered, catalog);

        return new ReleaseImportPlan
        {
            Location = state.Location,
            StateId = stateId,
            Snapshot = snapshot.Sequence,
            SnapshotFork = snapshot.Fork,
            SnapshotTime = snapshot.Time,
            Cluster = cluster.Access.Server,
            ClusterId = await ClusterIdAsync(cluster, stop),
            Created = _time.GetUtcNow(),
            Settings = options.Render.Given is { } values
                ? settings with
                {
                    ValuesDigest = ValuesDigest.Of(values),
                }
                : settings,
            Warnings =
            [
                .. original?.Warnings ?? [],
                .. await WarningsAsync(snapshot, original is not null || options.Releases.Count > 0, releases, stop),
                .. rewrites.UnusedRules.Select(rule => $"Rule {rule} of the changes matches no object"),
                .. rendered?.UnusedSources(releases) ?? [],
                .. managers.Warnings,
            ],
            CustomResourceDefinitions = crds,
            Namespaces = spaces,
            References = references,
            Releases =
            [
                .. ordered.Select(draft => draft.ToPlan(settings.NoHistory)),
                .. selection.Lost.Select(lost => Refused(lost.Key, lost.Value)),
            ],
        };
    }

    internal static async Task<string?> ClusterIdAsync(KubeClient cluster, CancellationToken stop)
    {
        try
        {
            var found = await cluster.GetAsync(
                new ResourceAddress(KnownResources.Namespaces, null, "kube-system"),
                stop
            );
            return found?.Uid;
        }
        catch (KubeApiException error) when (error.IsForbidden)
        {
            return null;
        }
    }

    private async Task<ReleaseDraft> DraftAsync(
        TargetCheck check,
        SavedRelease release,
        ReleaseImportSettings settings,
        CancellationToken stop
    )
    {
        TargetVerdict verdict;
        try
        {
            verdict = await check.CheckAsync(release, stop);
        }
        catch (StateException error) when (error.TellsOfDamage)
        {
            verdict = new TargetVerdict(ReleaseImportAction.Refuse, error.ErrorId, [error.Message]);
        }

        return await DraftAsync(release, verdict, settings, stop);
    }

    private async Task<ReleaseDraft> DraftAsync(
        SavedRelease release,
        TargetVerdict verdict,
        ReleaseImportSettings settings,
        CancellationToken stop
    )
    {
        if (release.Base is null || !verdict.Action.Installs())
        {
            return new ReleaseDraft(release, verdict, null);
        }

        try
        {
            var notes = new RewriteNotes();
            var (footprint, mentions) = await SavedRevision.ReadAsync(
                state,
                release,
                release.Base,
                notes,
                record =>
                    (
                        ReleaseFootprint.Of(record, settings.NoHooks),
                        Retarget.Mentions(record, release.SourceNamespace, settings)
                    ),
                stop
            );
            var draft = new ReleaseDraft(release, verdict, footprint);
            draft.Mentions.AddRange(mentions);
            draft.Take(notes);
            if (release.Highest.Problem is { } problem)
            {
                draft.Warnings.Add(
                    $"revision {release.Highest.Revision} cannot be read ({problem}); it comes back as it was saved"
                );
            }

            return draft;
        }
        catch (ReleaseManagerException error) when (error.Kind is ErrorKind.State or ErrorKind.Incomplete)
        {
            var draft = new ReleaseDraft(release, verdict, null);
            draft.Refuse(
                error.ErrorId,
                $"revision {release.Base.Revision}, the one to be brought back: {error.Message}"
            );
            return draft;
        }
    }

    /// <summary>
    /// Every record that is to come back is read, and changed as it will be, before anything is written: no release stops half way for one that is
    /// damaged, and what does not fit an older revision is known.
    /// </summary>
    private async Task RefuseDamageAsync(ReleaseDraft draft, bool noHistory, CancellationToken stop)
    {
        if (!draft.Writes || draft.Render is not null)
        {
            return;
        }

        var release = draft.Release;
        foreach (var entry in release.HistoryToRestore(noHistory).Append(release.Highest))
        {
            try
            {
                var saved = await state.ReadRecordAsync(entry, stop);
                if (entry != release.Base)
                {
                    draft.WarnOf(entry.Revision, Notes(release, saved));
                }
            }
            catch (StateException error) when (error.TellsOfDamage)
            {
                var isOptional = entry != release.Highest && entry != release.Base;
                var wayOut = isOptional ? " With -NoHistory (--no-history) the release comes back without it." : "";
                draft.Refuse(error.ErrorId, $"revision {entry.Revision}: {error.Message}{wayOut}");
            }
        }
    }

    private async Task WarnOfFluxAsync(IReadOnlyList<ReleaseDraft> drafts, ApiCatalog catalog, CancellationToken stop)
    {
        var flux = await FluxReleases.FindAsync(cluster, catalog, stop);
        foreach (var draft in drafts.Where(draft => draft.Writes))
        {
            if (flux.WarningOf(draft.Release) is { } warning)
            {
                draft.Warnings.Add(warning);
            }
            else if (draft.Footprint?.Flux is { } owner)
            {
                draft.Warnings.Add(
                    $"Flux looked after it where it was saved (HelmRelease {owner}); one that comes to this cluster will take it up, and may fight over it"
                );
            }
        }
    }

    private static RewriteNotes Notes(SavedRelease release, byte[] saved)
    {
        var notes = new RewriteNotes();
        try
        {
            if (!release.Rewrite.IsNone)
            {
                RecordCodec.Decode(saved, DecodeLimits.Default, json => release.Rewrite.Body(json, notes).Length);
            }
        }
        catch (RecordException)
        {
            // It comes back as it was saved; the plan says so where it tells of the record itself.
        }

        return notes;
    }

    /// <summary>Stands for the releases of a namespace that nobody can name any more.</summary>
    private static ReleasePlan Refused(string ns, StateException error) =>
        new()
        {
            Namespace = ns,
            Name = "*",
            Driver = ListingEntry.DriverSecret,
            Action = ReleaseImportAction.Refuse,
            ErrorId = error.ErrorId,
            Reasons = [$"which releases namespace {ns} held is not known any more: {error.Message}"],
            Revision = 0,
            Status = ReleaseStatuses.Unknown,
        };

    private static void WarnOfRewrites(ReleaseDraft draft)
    {
        if (!draft.Writes || draft.Render is not null)
        {
            return;
        }

        foreach (var entry in draft.Release.Revisions.Where(entry => ReleaseStatuses.IsUnderWay(entry.Status)))
        {
            draft.Warnings.Add(
                $"revision {entry.Revision} was {entry.Status} when it was saved and comes back as failed, since nothing runs it there"
            );
        }
    }

    private async Task<IReadOnlyList<string>> WarningsAsync(
        Snapshot snapshot,
        bool mayBePart,
        List<SavedRelease> releases,
        CancellationToken stop
    )
    {
        var warnings = new List<string>();
        var ids = await state.ListSnapshotsAsync(stop);
        var forks = ids.Where(id => id.Sequence == snapshot.Sequence && id != snapshot.Id).ToList();
        if (forks.Count > 0)
        {
            warnings.Add(
                $"Snapshot {snapshot.Id} is taken; {string.Join(", ", forks)} was written at the same moment and may hold other things. An export merges them"
            );
        }

        var newer = ids.Where(id => id.Sequence > snapshot.Sequence).ToList();
        if (newer.Count > 0)
        {
            var last = await state.ReadSnapshotAsync(newer[^1], stop);
            warnings.Add(
                last.Suspect is { } reason
                    ? $"Snapshot {snapshot.Sequence} is taken, not {last.Sequence}, which is marked suspect: {reason}"
                    : $"Snapshot {snapshot.Sequence} is not the newest, which is {last.Sequence}"
            );
        }

        if (snapshot.Suspect is { } suspect)
        {
            warnings.Add($"Snapshot {snapshot.Sequence} is marked suspect: {suspect}");
        }

        if (!snapshot.EverWhole && !mayBePart)
        {
            warnings.Add("The state was never exported whole: releases of other names or namespaces are not in it");
        }

        if (releases.Count == 0)
        {
            warnings.Add($"No release of snapshot {snapshot.Sequence} matches: there is nothing to bring back");
        }

        return warnings;
    }
}
