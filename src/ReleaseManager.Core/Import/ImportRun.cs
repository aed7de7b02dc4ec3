using System.Collections.Concurrent;
using System.Threading.Channels;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Import.Removal;
using ReleaseManager.Core.Import.Render;
using ReleaseManager.Core.Import.Rewrite;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import;

/// <summary>One run of a plan: what all releases need first, then the releases, in parallel and in the plan's order of dependence.</summary>
internal sealed class ImportRun(
    ReplayContext context,
    ReleaseImportPlan plan,
    Snapshot snapshot,
    ChannelWriter<ReleaseImportResult> results,
    IProgress<OperationProgress>? progress
)
{
    private RenderTarget? _renderTarget;
    private readonly ConcurrentDictionary<string, ReleaseManagerException> _brokenCrds = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ReleaseManagerException> _brokenNamespaces = new(
        StringComparer.Ordinal
    );
    private readonly ReferenceRun _references = new(context, plan, snapshot);
    private IReadOnlyDictionary<string, StateException> _lost = new Dictionary<string, StateException>(
        StringComparer.Ordinal
    );
    private volatile bool _stopped;

    public async Task RunAsync(CancellationToken stop)
    {
        var saved = await SavedAsync(stop);
        var inventory = await TargetInventory.ReadAsync(
            context.Cluster,
            [.. plan.Releases.Select(release => release.Namespace).Distinct(StringComparer.Ordinal)],
            stop
        );
        var check = new TargetCheck(
            context.Cluster,
            context.State,
            context.StateId,
            plan.Settings,
            inventory,
            context.Time
        );
        _renderTarget = context.Rendering is { } rendering
            ? new RenderTarget(
                context.Cluster,
                context.State,
                context.StateId,
                inventory,
                check,
                rendering,
                context.Time
            )
            : null;
        await BringCrdsAsync(stop);
        await BringNamespacesAsync(stop);
        await _references.RunAsync(_brokenNamespaces, stop);

        using var room = new SemaphoreSlim(Math.Clamp(plan.Settings.Parallelism, 1, 256));
        var ended = plan
            .Releases.Select(Key)
            .Distinct(StringComparer.Ordinal)
            .ToDictionary(
                key => key,
                _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously),
                StringComparer.Ordinal
            );
        await Task.WhenAll(
            plan.Releases.Select(async release =>
            {
                try
                {
                    await Task.WhenAll(
                        release.After.Where(ended.ContainsKey).Select(first => ended[first].Task.WaitAsync(stop))
                    );
                    await room.WaitAsync(stop);
                    try
                    {
                        var result = await RunOneAsync(release, saved.GetValueOrDefault(Key(release)), check, stop);
                        _stopped |=
                            plan.Settings.StopOnError
                            && result.Outcome is ReleaseImportOutcome.Failed or ReleaseImportOutcome.Refused;
                        await results.WriteAsync(result, stop);
                    }
                    finally
                    {
                        room.Release();
                    }
                }
                finally
                {
                    ended[Key(release)].TrySetResult();
                }
            })
        );
    }

    private static string Source(ReleasePlan release) => release.SourceNamespace ?? release.Namespace;

    /// <summary>Says since when: somebody may have made it between plan and import.</summary>
    private static string Dangling(string reference) => $"refers to what the plan found nowhere: {reference}";

    private static string Key(ReleasePlan release) => $"{release.Driver}/{release.Namespace}/{release.Name}";

    private async Task<Dictionary<string, SavedRelease>> SavedAsync(CancellationToken stop)
    {
        var everything = new ImportSelection(
            new ImportOptions { Namespaces = [.. plan.Releases.Select(Source).Distinct(StringComparer.Ordinal)] }
        );
        var saved = plan.Releases.Count == 0 ? [] : await everything.ReadAsync(context.State, snapshot, stop);
        _lost = everything.Lost;
        var rewrites = await ReleaseRewrites.CreateAsync(plan.Settings, snapshot, context.Kinds, stop);
        var moving = plan
            .Releases.Where(release => release.ManagerPath is { } path && path == plan.Settings.NewPath)
            .Select(release => new ReleaseKey(release.Driver, Source(release), release.Name))
            .ToHashSet();
        return saved
            .Select(release => rewrites.Apply(release, moving.Contains(release.Key) ? plan.Settings.NewPath : null))
            .DistinctBy(release => release.Key)
            .ToDictionary(release => $"{release.Key.Driver}/{release}", StringComparer.Ordinal);
    }

    private async Task BringCrdsAsync(CancellationToken stop)
    {
        var step = new CrdStep(context.Cluster, context.State, context.Time);
        var captured = snapshot
            .Resources.Where(resource => resource.Kind == CapturedResource.Crd)
            .ToDictionary(resource => resource.Name, StringComparer.Ordinal);
        var missing = plan.CustomResourceDefinitions.Where(planned => planned.Action == "create").ToList();
        var done = 0;
        await Bounded.ForEachAsync(
            missing,
            plan.Settings.Parallelism,
            async planned =>
            {
                try
                {
                    await step.RunAsync(captured[planned.Name], stop);
                    Report("Bringing custom resource definitions", planned.Name, ref done, missing.Count);
                }
                catch (ReleaseManagerException error)
                {
                    _brokenCrds[$"crd:{planned.Name}"] = error;
                    await BreakKindsAsync(captured[planned.Name], error, stop);
                }
            },
            stop
        );
    }

    private void Report(string activity, string name, ref int done, int total) =>
        progress?.Report(new OperationProgress(activity, name, Interlocked.Increment(ref done), total));

    private async Task BreakKindsAsync(CapturedResource captured, ReleaseManagerException error, CancellationToken stop)
    {
        try
        {
            var body = await context.State.ReadResourceAsync(captured.Hash, stop);
            foreach (var kind in ReleaseFootprint.Served(body))
            {
                _brokenCrds[kind[..kind.LastIndexOf('/')]] = error;
            }
        }
        catch (StateException)
        {
            // That is the error itself; which kinds it serves is not known, and releases find them missing.
        }
    }

    private async Task BringNamespacesAsync(CancellationToken stop)
    {
        var step = new NamespaceStep(context.Cluster, context.State, snapshot, plan.Settings.NamespaceMap);
        var changed = plan.Namespaces.Where(planned => planned.Action is "create" or "add metadata").ToList();
        var done = 0;
        await Bounded.ForEachAsync(
            changed,
            plan.Settings.Parallelism,
            async planned =>
            {
                try
                {
                    var patience = new Patience(context.Time, plan.Settings.ReleaseTimeout);
                    await step.RunAsync(planned.Name, patience, stop);
                    Report("Bringing namespaces", planned.Name, ref done, changed.Count);
                }
                catch (ReleaseManagerException error)
                {
                    _brokenNamespaces[planned.Name] = error;
                }
            },
            stop
        );
    }

    private async Task<ReleaseImportResult> RunOneAsync(
        ReleasePlan planned,
        SavedRelease? release,
        TargetCheck check,
        CancellationToken stop
    )
    {
        var begun = context.Time.GetTimestamp();
        var result = new ReleaseImportResult
        {
            Namespace = planned.Namespace,
            Name = planned.Name,
            Revision = planned.Revision,
            Action = planned.Action,
            Outcome = ReleaseImportOutcome.Stopped,
            Warnings = planned.Warnings,
        };
        if (_stopped)
        {
            return result with { Message = "Not begun, since another release failed." };
        }

        if (planned.Action is ReleaseImportAction.Refuse or ReleaseImportAction.Skip)
        {
            var refused = planned.Action == ReleaseImportAction.Refuse;
            return result with
            {
                Outcome = refused ? ReleaseImportOutcome.Refused : ReleaseImportOutcome.Skipped,
                ErrorId = planned.ErrorId,
                Message = string.Join("; ", planned.Reasons),
            };
        }

        if (release is null && _lost.TryGetValue(Source(planned), out var lost))
        {
            return result with
            {
                Outcome = ReleaseImportOutcome.Failed,
                ErrorId = lost.ErrorId,
                Message = lost.Message,
                Advice = lost.Advice,
            };
        }

        if (release is null)
        {
            return result with
            {
                Outcome = ReleaseImportOutcome.Failed,
                ErrorId = "ReleaseNotInSnapshot",
                Message = $"Snapshot {snapshot.Sequence} holds no release {planned.Namespace}/{planned.Name}.",
            };
        }

        using var said = WarningScope.Begin();
        var replay = new ReleaseReplay(context, release);
        try
        {
            ThrowIfBroken(release);
            _references.ThrowIfBroken(planned);
            var verdict = await (_renderTarget?.CheckAsync(release, stop) ?? check.CheckAsync(release, stop));
            if (verdict.Action is ReleaseImportAction.Refuse or ReleaseImportAction.Skip)
            {
                var refused = verdict.Action == ReleaseImportAction.Refuse;
                return result with
                {
                    Action = verdict.Action,
                    Outcome = refused ? ReleaseImportOutcome.Refused : ReleaseImportOutcome.Skipped,
                    ErrorId = verdict.ErrorId,
                    Message = string.Join("; ", verdict.Reasons),
                };
            }

            result = result with { Action = verdict.Action };
            if (verdict.Action == ReleaseImportAction.Recreate)
            {
                replay.Tally.Warnings.AddRange(await new ReleaseUninstall(context, release).RunAsync(stop));
            }

            if (context.Rendering is { } rendering && release.Base is not null)
            {
                var run = new RenderRun(context, rendering, release, replay.Tally);
                result = result with { Status = await run.RunAsync(stop), Revision = 1 };
            }
            else
            {
                result = result with
                {
                    Status = await replay.RunAsync(verdict.Action == ReleaseImportAction.Resume, stop),
                };
            }

            result = result with
            {
                Outcome = ReleaseImportOutcome.Restored,
                Warnings = [.. result.Warnings, .. planned.DanglingReferences.Select(Dangling)],
            };
        }
        catch (ReleaseManagerException error)
        {
            result = result with
            {
                Outcome = ReleaseImportOutcome.Failed,
                ErrorId = error.ErrorId,
                Message = error.Message,
                Advice = error.Advice,
            };
        }

        return result with
        {
            IsTakenBack = replay.Tally.IsTakenBack,
            ObjectsCreated = replay.Tally.Created,
            ObjectsChanged = replay.Tally.Changed,
            ObjectsSkipped = planned.LeftOut.Count,
            ObjectsUnchanged = replay.Tally.Unchanged,
            HooksRun = replay.Tally.Hooks,
            RecordsRestored = replay.Tally.Records,
            Duration = context.Time.GetElapsedTime(begun),
            Warnings =
            [
                .. result.Warnings,
                .. replay.Tally.Warnings,
                .. said.Warnings.Select(text => $"the API server says: {text}"),
            ],
        };
    }

    private void ThrowIfBroken(SavedRelease release)
    {
        if (_brokenNamespaces.TryGetValue(release.Namespace, out var space))
        {
            throw Because($"namespace {release.Namespace}", space);
        }

        foreach (var need in release.Base?.Needs ?? [])
        {
            if (_brokenCrds.TryGetValue(need, out var crd))
            {
                throw Because($"the kind {need}", crd);
            }
        }

        ImportException Because(string what, ReleaseManagerException cause) =>
            new(cause.ErrorId, cause.Kind, $"Release {release} needs {what}, which failed: {cause.Message}", cause)
            {
                Target = release.ToString(),
                Advice = cause.Advice,
            };
    }
}
