using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Import.Removal;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import;

/// <summary>
/// Writes objects as Helm itself would have: by server-side apply as <c>helm</c> where the record says so, else by POST with
/// field manager <c>helm</c> (Helm: pkg/kube/client.go), so that Helm's next upgrade finds what it expects. An object that belongs to
/// somebody else is never touched.
/// </summary>
/// <param name="release">The release whose stamp the objects bear.</param>
/// <param name="serverSide">Whether the record says <c>apply_method: ssa</c>.</param>
/// <param name="begun">When this import, or the one it resumes, began, by the API server's clock.</param>
/// <param name="journal">Told of objects that are changed, as they were before; null where that is of no use.</param>
internal sealed class ObjectWriter(
    ReplayContext context,
    SavedRelease release,
    bool serverSide,
    DateTimeOffset begun,
    ObjectJournal? journal
)
{
    private static readonly WriteOptions AsHelm = new() { FieldManager = "helm" };
    private readonly OwnershipStamp _stamp = new(release.Name, release.Namespace);

    /// <summary>Creates an object of the manifest, or brings one that this release owns to what was saved.</summary>
    /// <exception cref="ReleaseManagerException">It was refused; the message names the object.</exception>
    public async Task<ObjectOutcome> WriteAsync(ManifestObject item, Patience patience, CancellationToken stop)
    {
        return await patience.RunAsync(() => TryWriteAsync(item, stop), Passing.ByItself, stop);
    }

    /// <summary>Creates a hook's object, without a stamp.</summary>
    /// <returns>False if one was there that this very import created before it was interrupted.</returns>
    public async Task<bool> CreateHookAsync(
        ManifestObject item,
        bool begunBefore,
        Patience patience,
        CancellationToken stop
    )
    {
        return await patience.RunAsync(
            async () =>
            {
                var address = await AddressAsync(item, stop);
                if (serverSide || begunBefore)
                {
                    var found = await context.Cluster.GetAsync(address, stop);
                    if (found is not null && begunBefore && found.CreationTimestamp >= begun)
                    {
                        return false;
                    }
                }

                await CreateAsync(address, ObjectForm.Body(item, address, null), stop);
                return true;
            },
            error => Passing.ByItself(error) && error is not KubeApiException { IsAlreadyExists: true },
            stop
        );
    }

    /// <summary>Where an object is to stand: its own namespace, else the release's; none for what no namespace holds.</summary>
    /// <exception cref="ImportException">Its kind is not served, or not yet.</exception>
    public async Task<ResourceAddress> AddressAsync(ManifestObject item, CancellationToken stop)
    {
        var resource =
            await context.Kinds.FindAsync(item, stop)
            ?? throw new ImportException(
                Passing.KindNotServed,
                ErrorKind.Cluster,
                $"The cluster does not serve {item.ApiVersion} {item.Kind}, which {item.Kind} {item.Name} needs."
            )
            {
                Target = $"{item.Kind}/{item.Name}",
                Advice = "Install what brings that kind first, or leave this release out.",
            };
        return ObjectForm.Address(item, resource, release);
    }

    private async Task<ObjectOutcome> TryWriteAsync(ManifestObject item, CancellationToken stop)
    {
        var address = await AddressAsync(item, stop);
        var body = ObjectForm.Body(item, address, _stamp);
        if (serverSide)
        {
            // Apply would silently take over an object that nobody may touch: look first.
            var there = await context.Cluster.GetAsync(address, stop);
            if (there is not null)
            {
                return await SettleAsync(there, address, body, stop);
            }
        }

        try
        {
            await CreateAsync(address, body, stop);
            return ObjectOutcome.Created;
        }
        catch (KubeApiException error) when (error.IsAlreadyExists)
        {
            var there = await context.Cluster.GetAsync(address, stop) ?? throw Passing.BeingDeleted(address, error);
            return await SettleAsync(there, address, body, stop);
        }
    }

    private async Task<ObjectOutcome> SettleAsync(
        KubeObject there,
        ResourceAddress address,
        JsonObject body,
        CancellationToken stop
    )
    {
        if (there.DeletionTimestamp is not null)
        {
            throw Passing.BeingDeleted(address);
        }

        var owner = OwnershipStamp.Of(there);
        if (owner != _stamp && !context.Settings.TakeOwnership)
        {
            throw TargetCheck.Foreign(release, address, owner);
        }

        if (owner == _stamp && JsonContainment.Holds(there.Json, body))
        {
            if (there.CreationTimestamp < begun)
            {
                return ObjectOutcome.Unchanged;
            }

            // By a request of which the answer was lost, or by the import that this one goes on with.
            journal?.Created(there);
            return ObjectOutcome.Created;
        }

        journal?.Replacing(address, there);
        try
        {
            await ChangeAsync(address, body, stop);
            return ObjectOutcome.Changed;
        }
        catch (KubeApiException error)
            when (error.IsInvalid && context.Settings.Recreate && owner == _stamp && !HoldsData(address.Resource))
        {
            // A field that may not change, as a selector: the release is to come back as it was saved, so the object is made anew.
            await context.Cluster.DeleteAsync(address, new DeleteOptions { PropagationPolicy = "Background" }, stop);
            throw Passing.BeingDeleted(address, error);
        }
    }

    /// <summary>As Helm does with objects that it adopts: what the manifest says is set, all else stays.</summary>
    private Task<KubeObject> ChangeAsync(ResourceAddress address, JsonObject body, CancellationToken stop)
    {
        if (!serverSide)
        {
            return context.Cluster.PatchAsync(address, ObjectForm.PatchType(address.Resource), body, AsHelm, stop);
        }

        // Fields of an object that is taken over belong to whoever wrote it; Helm's next upgrade must not meet a conflict over them.
        var asHelm = AsHelm with
        {
            Force = context.Settings.TakeOwnership,
        };
        return context.Cluster.ApplyAsync(address, body, asHelm, stop);
    }

    /// <summary>Kinds that take data with them when they are deleted.</summary>
    public static bool HoldsData(ApiResource resource) =>
        resource.Kind is "PersistentVolumeClaim" or "PersistentVolume" or "Namespace" or "CustomResourceDefinition";

    private async Task CreateAsync(ResourceAddress address, JsonObject body, CancellationToken stop)
    {
        var made = await CreatedAsync(address, body, stop);
        journal?.Created(made);
    }

    private async Task<KubeObject> CreatedAsync(ResourceAddress address, JsonObject body, CancellationToken stop)
    {
        if (!serverSide)
        {
            return await context.Cluster.CreateAsync(address, body, AsHelm, stop);
        }

        try
        {
            return await context.Cluster.ApplyAsync(address, body, AsHelm, stop);
        }
        catch (KubeApiException error) when (error.IsApplyRefusal)
        {
            // What POST takes and apply refuses: repeated env or port keys, unknown fields (helm/helm#31529).
            return await context.Cluster.CreateAsync(address, body, AsHelm, stop);
        }
    }
}
