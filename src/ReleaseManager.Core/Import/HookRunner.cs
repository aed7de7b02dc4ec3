using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Import.Removal;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import;

/// <summary>
/// Runs the hooks of an event as Helm does (Helm: pkg/action/hooks.go): by weight and name, one at a time, waiting for Jobs and Pods, with
/// their delete policies. A hook that an interrupted import had finished is not run again; one that it had only begun is waited for.
/// </summary>
internal sealed class HookRunner(
    ReplayContext context,
    SavedRelease release,
    Release record,
    IHookMarks marks,
    ObjectWriter writer,
    ObjectJournal? journal
)
{
    private const string BeforeCreation = "before-hook-creation";
    private const string Succeeded = "hook-succeeded";
    private const string Failed = "hook-failed";
    private readonly HookWatch _watch = new(context);

    /// <returns>How many hooks were run.</returns>
    /// <exception cref="ImportException">A hook failed, or took longer than the release's timeout.</exception>
    public async Task<int> RunAsync(string hookEvent, CancellationToken stop)
    {
        if (marks.HookState(hookEvent) == "done")
        {
            return 0;
        }

        var run = 0;
        var done = new List<(Hook Hook, IReadOnlyList<ManifestObject> Items)>();
        foreach (var (hook, position) in HookOrder.For(record.Hooks, hookEvent).Select((hook, at) => (hook, at)))
        {
            var items = Manifest.Parse(hook.Manifest);
            var key = $"{hookEvent}/{position}";
            if (marks.HookState(key) != "done")
            {
                await RunOneAsync(hook, items, key, done, stop);
                run++;
            }

            done.Add((hook, items));
        }

        if (done.Count > 0)
        {
            await DeleteDoneAsync(done, stop);
            await marks.MarkHookAsync(hookEvent, "done", lastRun: null, stop);
        }

        return run;
    }

    private async Task RunOneAsync(
        Hook hook,
        IReadOnlyList<ManifestObject> items,
        string key,
        List<(Hook Hook, IReadOnlyList<ManifestObject> Items)> done,
        CancellationToken stop
    )
    {
        var patience = new Patience(context.Time, context.Settings.ReleaseTimeout);
        var before = marks.HookState(key);
        var begunBefore = before == "started";
        if (!begunBefore && Has(hook, BeforeCreation))
        {
            await DeleteAsync(items, stop);
        }
        else if (before == "failed")
        {
            // What this import created and saw fail has to go, or it could never go on.
            await DeleteAsync(items, stop, createdSince: marks.Created);
        }

        var startedAt = context.Time.GetUtcNow();
        await marks.MarkHookAsync(key, "started", LastRun(hook, startedAt, null, "Running"), stop);
        try
        {
            foreach (var item in items)
            {
                await writer.CreateHookAsync(item, begunBefore, patience, stop);
                await _watch.UntilDoneAsync(await writer.AddressAsync(item, stop), release, patience, stop);
            }
        }
        catch (ReleaseManagerException error)
        {
            await marks.MarkHookAsync(
                key,
                "failed",
                LastRun(hook, startedAt, context.Time.GetUtcNow(), "Failed"),
                stop
            );
            if (Has(hook, Failed))
            {
                await DeleteAsync(items, stop);
            }

            await DeleteDoneAsync(done, stop);
            throw new ImportException(
                "HookFailed",
                ErrorKind.Cluster,
                $"Hook {hook.Kind} {hook.Name} ({key.Split('/')[0]}) of release {release} failed: {error.Message}",
                error
            )
            {
                Target = release.ToString(),
                Advice = "Mend what the hook met and run the same import again, or leave hooks out.",
            };
        }

        await marks.MarkHookAsync(key, "done", LastRun(hook, startedAt, context.Time.GetUtcNow(), "Succeeded"), stop);
    }

    /// <summary>The results go into the record only where the hooks are its own: those of the base revision may be an older one's.</summary>
    private Action<RecordEdit>? LastRun(Hook hook, DateTimeOffset from, DateTimeOffset? to, string phase) =>
        release.Base == release.Highest ? edit => edit.SetHookRun(hook.Index, from, to, phase) : null;

    /// <summary>What is to go once it has succeeded goes when all hooks of the event have, the last one first.</summary>
    private async Task DeleteDoneAsync(
        List<(Hook Hook, IReadOnlyList<ManifestObject> Items)> done,
        CancellationToken stop
    )
    {
        foreach (var (hook, items) in Enumerable.Reverse(done))
        {
            if (Has(hook, Succeeded))
            {
                await DeleteAsync(items, stop);
            }
        }
    }

    private async Task DeleteAsync(
        IReadOnlyList<ManifestObject> items,
        CancellationToken stop,
        DateTimeOffset createdSince = default
    )
    {
        var patience = new Patience(context.Time, context.Settings.ReleaseTimeout);
        foreach (var item in items.Where(item => item.Kind != "CustomResourceDefinition"))
        {
            var address = await patience.RunAsync(() => writer.AddressAsync(item, stop), Passing.ByItself, stop);
            var found = await context.Cluster.GetAsync(address, stop);
            if (found is null || found.CreationTimestamp < createdSince)
            {
                continue;
            }

            journal?.Replacing(address, found);
            await context.Cluster.DeleteAsync(address, new DeleteOptions { PropagationPolicy = "Background" }, stop);
            if (!await patience.UntilAsync(async () => await context.Cluster.GetAsync(address, stop) is null, stop))
            {
                throw Passing.BeingDeleted(address);
            }
        }
    }

    private static bool Has(Hook hook, string policy) =>
        hook.DeletePolicies.Count == 0
            ? policy == BeforeCreation
            : hook.DeletePolicies.Contains(policy, StringComparer.Ordinal);
}
