using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import.Removal;

/// <summary>
/// Takes back what an import made for one release and nothing else: objects that it created are deleted, objects that it changed are put back as they
/// were, its records go. Namespaces and CRDs stay: they are not one release's alone.
/// </summary>
/// <param name="begun">When this import, or the one it resumes, began, by the API server's clock.</param>
internal sealed class TakeBack(
    ReplayContext context,
    SavedRelease release,
    ObjectWriter writer,
    ObjectJournal journal,
    DateTimeOffset begun
)
{
    private const int AtOnce = 8;
    private readonly OwnershipStamp _stamp = new(release.Name, release.Namespace);
    private readonly Patience _patience = new(context.Time, context.Settings.ReleaseTimeout);

    /// <summary>Why a release failed of which nothing is left.</summary>
    public static ImportException Done(SavedRelease release, ReleaseManagerException error) =>
        new(error.ErrorId, error.Kind, $"{error.Message} What had been made of the release was taken back.", error)
        {
            Target = release.ToString(),
            Advice = error.Advice,
        };

    /// <summary>Removes objects and records; the record that is the lock is left to the caller, as the last of all.</summary>
    /// <param name="record">The base revision; null where no objects were written.</param>
    /// <exception cref="ReleaseManagerException">Something could not be taken back.</exception>
    public async Task RunAsync(Release? record, CancellationToken stop)
    {
        foreach (var hook in Enumerable.Reverse(record?.Hooks ?? []))
        {
            await DeleteAsync(Manifest.Parse(hook.Manifest), stamped: false, stop);
        }

        var objects = Manifest.Parse(record?.Manifest ?? "");
        foreach (var ofKind in KindOrder.ForUninstall(objects))
        {
            await DeleteAsync(ofKind, stamped: true, stop);
        }

        foreach (var (address, before) in journal.Before)
        {
            await PutBackAsync(address, before, stop);
        }

        await Bounded.ForEachAsync(
            release.HistoryToRestore(context.Settings.NoHistory),
            AtOnce,
            entry => DeleteRecordAsync(entry, stop),
            stop
        );
    }

    private async Task DeleteAsync(IReadOnlyList<ManifestObject> items, bool stamped, CancellationToken stop)
    {
        var gone = new List<ResourceAddress>();
        await Bounded.ForEachAsync(
            items,
            AtOnce,
            async item =>
            {
                if (await context.Kinds.FindAsync(item, stop) is null)
                {
                    return;
                }

                var address = await writer.AddressAsync(item, stop);
                var found = await context.Cluster.GetAsync(address, stop);
                if (found is null || !journal.IsOwn(found) || (stamped && OwnershipStamp.Of(found) != _stamp))
                {
                    return;
                }

                var thatOne = new DeleteOptions { PropagationPolicy = "Background", Uid = found.Uid };
                await context.Cluster.DeleteAsync(address, thatOne, stop);
                lock (gone)
                {
                    gone.Add(address);
                }
            },
            stop
        );
        foreach (var address in gone)
        {
            if (!await _patience.UntilAsync(async () => await context.Cluster.GetAsync(address, stop) is null, stop))
            {
                throw Passing.BeingDeleted(address);
            }
        }
    }

    private async Task PutBackAsync(ResourceAddress address, KubeObject before, CancellationToken stop)
    {
        var found = await context.Cluster.GetAsync(address, stop);
        if (found?.ResourceVersion == before.ResourceVersion)
        {
            return;
        }

        var body = before.ToJsonObject();
        var metadata = (JsonObject)body["metadata"]!;
        metadata.Remove("managedFields");
        body.Remove("status");
        var asHelm = new WriteOptions { FieldManager = "helm" };
        if (found is not null)
        {
            metadata["resourceVersion"] = found.ResourceVersion;
            await context.Cluster.ReplaceAsync(address, body, asHelm, stop);
            return;
        }

        // A finished Job or Pod would run again.
        if (address.Resource.Kind is not ("Job" or "Pod"))
        {
            foreach (var member in (string[])["uid", "resourceVersion", "creationTimestamp", "generation", "selfLink"])
            {
                metadata.Remove(member);
            }

            await context.Cluster.CreateAsync(address, body, asHelm, stop);
        }
    }

    private async Task DeleteRecordAsync(ListingEntry entry, CancellationToken stop)
    {
        var address = RecordObject.Address(entry);
        if (await context.Cluster.GetMetadataAsync(address, stop) is { } found && found.CreationTimestamp >= begun)
        {
            await context.Cluster.DeleteAsync(address, new DeleteOptions(), stop);
        }
    }
}
