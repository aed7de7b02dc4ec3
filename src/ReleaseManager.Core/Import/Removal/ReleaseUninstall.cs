using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import.Removal;

/// <summary>
/// Uninstalls what is there of a release as Helm would (Helm: pkg/action/uninstall.go): its newest record says so first, then the hooks before
/// deletion, the objects in Helm's order, the hooks after it, and at last the records. Interrupted anywhere, it can be run again.
/// </summary>
/// <param name="release">The saved release of the same name.</param>
internal sealed class ReleaseUninstall(ReplayContext context, SavedRelease release)
{
    private const int AtOnce = 8;
    private const string KeepAnnotation = "helm.sh/resource-policy";

    /// <returns>What was left on purpose: objects that are to be kept, or belong to another release by now.</returns>
    /// <exception cref="ReleaseManagerException">A hook failed, or an object could not be removed.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken stop)
    {
        var left = new List<string>();
        foreach (var driver in (string[])[ListingEntry.DriverSecret, ListingEntry.DriverConfigMap])
        {
            var records = await RecordsAsync(driver, stop);
            if (records.Count > 0)
            {
                left.AddRange(await RunAsync(driver, records, stop));
            }
        }

        return left;
    }

    private async Task<IReadOnlyList<string>> RunAsync(
        string driver,
        IReadOnlyList<LiveRecord> records,
        CancellationToken stop
    )
    {
        var left = new List<string>();
        var newest = records[^1];
        // One that was uninstalled with its history kept has no objects any more: Helm purges its records.
        if (newest.Body is { Status: not ReleaseStatuses.Uninstalled } body)
        {
            await MarkAsync(driver, newest, body, stop);
            var writer = new ObjectWriter(context, release, body.ServerSideApply, DateTimeOffset.MaxValue, null);
            var hooks = new HookRunner(context, release, body, new HookMemory(), writer, null);
            await RunHooksAsync(hooks, "pre-delete", stop);
            left.AddRange(await DeleteObjectsAsync(body, writer, stop));
            await RunHooksAsync(hooks, "post-delete", stop);
        }

        // The newest goes last: until then Helm, and the same import again, see where this has stopped.
        foreach (var record in records)
        {
            await context.Cluster.DeleteAsync(record.Address, new DeleteOptions(), stop);
        }

        return left;
    }

    private async Task RunHooksAsync(HookRunner hooks, string hookEvent, CancellationToken stop)
    {
        if (!context.Settings.NoHooks)
        {
            await hooks.RunAsync(hookEvent, stop);
        }
    }

    private async Task<IReadOnlyList<LiveRecord>> RecordsAsync(string driver, CancellationToken stop)
    {
        var resource = RecordObject.Resource(driver);
        var ofRelease = new ListOptions { LabelSelector = $"owner=helm,name={release.Name}" };
        var records = new List<LiveRecord>();
        await foreach (var found in context.Cluster.ListAsync(resource, release.Namespace, ofRelease, stop))
        {
            records.Add(
                new LiveRecord(
                    new ResourceAddress(resource, release.Namespace, found.Name),
                    found,
                    Read(RecordObject.Value(driver, found))
                )
            );
        }

        return [.. records.OrderBy(record => record.Body?.Revision ?? 0)];
    }

    private static Release? Read(byte[] value)
    {
        try
        {
            return Release.Parse(RecordCodec.Decode(value, DecodeLimits.Default), DecodeLimits.Default);
        }
        catch (RecordException)
        {
            return null;
        }
    }

    private async Task MarkAsync(string driver, LiveRecord newest, Release body, CancellationToken stop)
    {
        var edit = new RecordEdit(body.Json)
            .SetStatus(ReleaseStatuses.Uninstalling)
            .SetDescription("Deletion in progress (or silently failed)")
            .SetDeleted(context.Time.GetUtcNow());
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = newest.Found.ResourceVersion,
                ["labels"] = new JsonObject { ["status"] = ReleaseStatuses.Uninstalling },
                // An unfinished import of another state or snapshot ends here.
                ["annotations"] = new JsonObject { [ImportLock.Annotation] = null },
            },
            ["data"] = new JsonObject { ["release"] = RecordObject.Data(driver, RecordCodec.Encode(edit.Apply())) },
        };
        await context.Cluster.PatchAsync(
            newest.Address,
            "application/merge-patch+json",
            patch,
            new WriteOptions { FieldManager = RecordObject.FieldManager },
            stop
        );
    }

    private async Task<IReadOnlyList<string>> DeleteObjectsAsync(
        Release body,
        ObjectWriter writer,
        CancellationToken stop
    )
    {
        var left = new List<string>();
        var patience = new Patience(context.Time, context.Settings.ReleaseTimeout);
        foreach (var ofKind in KindOrder.ForUninstall(Manifest.Parse(body.Manifest)))
        {
            await Bounded.ForEachAsync(
                ofKind,
                AtOnce,
                async item =>
                {
                    if (await DeleteAsync(item, writer, patience, stop) is { } why)
                    {
                        lock (left)
                        {
                            left.Add(why);
                        }
                    }
                },
                stop
            );
        }

        return left;
    }

    /// <returns>Why it was left; null where it is gone, or on its way.</returns>
    private async Task<string?> DeleteAsync(
        ManifestObject item,
        ObjectWriter writer,
        Patience patience,
        CancellationToken stop
    )
    {
        if (item.Annotations.ContainsKey(KeepAnnotation))
        {
            return $"{item.Kind} {item.Name} is to be kept ({KeepAnnotation}) and was not deleted";
        }

        var address = await writer.AddressAsync(item, stop);
        if (await context.Cluster.GetAsync(address, stop) is not { } found)
        {
            return null;
        }

        // Helm does not look; but what another release has taken over meanwhile runs for that one.
        if (OwnershipStamp.Of(found) is { } owner && owner != new OwnershipStamp(release.Name, release.Namespace))
        {
            return $"{Passing.Name(address)} belongs to {TargetCheck.Owner(owner)} by now and was not deleted";
        }

        await patience.RunAsync(
            async () =>
            {
                var background = new DeleteOptions { PropagationPolicy = "Background" };
                await context.Cluster.DeleteAsync(address, background, stop);
                return true;
            },
            Passing.ByItself,
            stop
        );
        return null;
    }

    /// <param name="Body">Null where Helm could not read it.</param>
    private sealed record LiveRecord(ResourceAddress Address, KubeObject Found, Release? Body);
}
