using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import;

/// <summary>
/// Has the API server check each object of a plan as if it were written (a dry run): fields that may not change, quota, admission. What cannot be
/// checked before other things are there is told, and so is what may pass until the import runs.
/// </summary>
/// <param name="created">Namespaces that the import creates.</param>
internal sealed class PlanVerification(
    KubeClient cluster,
    ReleaseState state,
    KindResolver kinds,
    ReleaseImportSettings settings,
    IReadOnlySet<string> created
)
{
    private const int ReleasesAtOnce = 4;
    private const int ObjectsAtOnce = 8;
    private static readonly WriteOptions Dry = new() { FieldManager = "helm", DryRun = true };

    /// <summary>Refuses the releases of which the server would refuse an object.</summary>
    public Task RunAsync(IReadOnlyList<ReleaseDraft> drafts, CancellationToken stop) =>
        Bounded.ForEachAsync(
            [
                .. drafts.Where(draft =>
                    draft.Replays && draft.Render is null && draft.Action != ReleaseImportAction.Resume
                ),
            ],
            ReleasesAtOnce,
            draft => VerifyAsync(draft, stop),
            stop
        );

    private async Task VerifyAsync(ReleaseDraft draft, CancellationToken stop)
    {
        var record = await SavedRevision.ReadAsync(state, draft.Release, draft.Release.Base!, stop);
        var later = 0;
        await Bounded.ForEachAsync(
            Manifest.Parse(record.Manifest),
            ObjectsAtOnce,
            async item =>
            {
                if (await kinds.FindAsync(item, stop) is not { } resource)
                {
                    Interlocked.Increment(ref later);
                    return;
                }

                var address = ObjectForm.Address(item, resource, draft.Release);
                if (address.Namespace is not null && created.Contains(address.Namespace))
                {
                    Interlocked.Increment(ref later);
                    return;
                }

                await VerifyAsync(draft, record, item, address, stop);
            },
            stop
        );
        if (later > 0)
        {
            draft.Warnings.Add(
                $"{later} {(later == 1 ? "object" : "objects")} cannot be verified before their namespace or kind is there"
            );
        }
    }

    private async Task VerifyAsync(
        ReleaseDraft draft,
        Release record,
        ManifestObject item,
        ResourceAddress address,
        CancellationToken stop
    )
    {
        try
        {
            await WriteAsync(draft, record, item, address, stop);
        }
        catch (KubeApiException error) when (Passing.ByItself(error) || IsUnfit(error))
        {
            Note(() => draft.Warnings.Add($"{Passing.Name(address)} could not be verified: {error.Message}"));
        }
        catch (KubeApiException error)
        {
            Note(() =>
                draft.Refuse("ObjectWouldBeRefused", $"{Passing.Name(address)} would be refused: {error.Message}")
            );
        }

        void Note(Action note)
        {
            lock (draft)
            {
                note();
            }
        }
    }

    private async Task WriteAsync(
        ReleaseDraft draft,
        Release record,
        ManifestObject item,
        ResourceAddress address,
        CancellationToken stop
    )
    {
        var stamp = new OwnershipStamp(draft.Release.Name, draft.Release.Namespace);
        var body = ObjectForm.Body(item, address, stamp);
        var there = await cluster.GetAsync(address, stop);
        var mayWrite = there is null || settings.TakeOwnership || OwnershipStamp.Of(there) == stamp;
        if (!mayWrite || there?.DeletionTimestamp is not null || draft.Action == ReleaseImportAction.Recreate)
        {
            // Refused already; or gone by then.
            return;
        }

        try
        {
            await WriteAsync(record, there, address, body, stop);
        }
        catch (KubeApiException error)
            when (error.IsInvalid
                && settings.Recreate
                && there is not null
                && OwnershipStamp.Of(there) == stamp
                && !ObjectWriter.HoldsData(address.Resource)
            )
        {
            lock (draft)
            {
                draft.Warnings.Add(
                    $"{Passing.Name(address)} is deleted and created anew, since a field differs that may not change"
                );
            }
        }
    }

    private async Task WriteAsync(
        Release record,
        KubeObject? there,
        ResourceAddress address,
        JsonObject body,
        CancellationToken stop
    )
    {
        if (record.ServerSideApply)
        {
            try
            {
                await cluster.ApplyAsync(address, body, Dry with { Force = settings.TakeOwnership }, stop);
                return;
            }
            catch (KubeApiException error) when (there is null && error.IsApplyRefusal)
            {
                // It will be created by POST, as the import itself does then.
            }
        }

        if (there is null)
        {
            await cluster.CreateAsync(address, body, Dry, stop);
        }
        else
        {
            await cluster.PatchAsync(address, ObjectForm.PatchType(address.Resource), body, Dry, stop);
        }
    }

    /// <summary>Some webhooks act on what they see, and say that they cannot be tried.</summary>
    private static bool IsUnfit(KubeApiException error) =>
        error.StatusCode == 400 && error.Message.Contains("dry run", StringComparison.OrdinalIgnoreCase);
}
