using System.Globalization;
using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Controllers;
using ReleaseManager.Sandbox.Json;
using ReleaseManager.Sandbox.Storage;

namespace ReleaseManager.Sandbox.Registry;

/// <summary>
/// The cluster's objects with what follows from their changes: every change is shown to the controllers until nothing
/// changes any more. Whoever calls holds the store's gate.
/// </summary>
internal sealed class ClusterObjects
{
    // A controller that answers its own changes for ever is a bug of the sandbox.
    private const int MostReactions = 1_000_000;

    private readonly SandboxOptions _options;
    private readonly Queue<(ServedKind Kind, StoreChange Change)> _unseen = [];
    private readonly IController[] _controllers;

    public ClusterObjects(SandboxOptions options)
    {
        _options = options;
        Catalog = new KindCatalog(_options.Kinds);
        _controllers =
        [
            new DefinitionController(),
            new OwnerController(),
            new NamespaceController(),
            .. _options.Workloads
                ? (IController[])[new WorkloadController(), new JobController(), new ReadyController()]
                : [],
        ];
    }

    public ObjectStore Store { get; } = new();

    public KindCatalog Catalog { get; }

    public DateTimeOffset Now => _options.Time.GetUtcNow();

    /// <summary>The time now as Kubernetes writes it: whole seconds.</summary>
    public string Timestamp => Now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Fills the metadata that every new object gets.</summary>
    public void Stamp(ServedKind kind, JsonObject json)
    {
        var metadata = json.Metadata();
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Timestamp;
        metadata.Remove("resourceVersion");
        metadata.Remove("selfLink");
        metadata.Remove("generation");
        metadata.Remove("deletionTimestamp");
        metadata.Remove("deletionGracePeriodSeconds");
        if (kind.Kind.CountsGenerations)
        {
            metadata["generation"] = 1;
        }
    }

    /// <summary>Creates an object for a controller, without any check.</summary>
    public StoredObject Create(ServedKind kind, JsonObject json)
    {
        Stamp(kind, json);
        return Put(kind, json);
    }

    public StoredObject Put(ServedKind kind, JsonObject json)
    {
        var before = Store.Find(kind.Storage, json.TextAt("metadata", "namespace"), json.TextAt("metadata", "name")!);
        var after = Store.Put(kind.Storage, json);
        _unseen.Enqueue((kind, new StoreChange(after.ResourceVersion, kind.Storage, before, after, after)));
        return after;
    }

    /// <summary>Removes an object for good, whatever its finalizers say.</summary>
    public void Remove(ServedKind kind, StoredObject stored)
    {
        Store.Remove(kind.Storage, stored);
        _unseen.Enqueue((kind, new StoreChange(Store.Revision, kind.Storage, stored, null, stored)));
    }

    /// <summary>Deletes an object as a request would: one with finalizers only begins to go.</summary>
    /// <returns>The object that is going; null if it is gone.</returns>
    public StoredObject? Delete(ServedKind kind, StoredObject stored)
    {
        if (!stored.Finalizers.Any() && !(kind.Is("", "Namespace") && Store.CountIn(stored.Name) > 0))
        {
            Remove(kind, stored);
            return null;
        }

        if (stored.Deleting)
        {
            return stored;
        }

        var going = stored.Json.Copy();
        going.Metadata()["deletionTimestamp"] = Timestamp;
        going.Metadata()["deletionGracePeriodSeconds"] = 0;
        if (kind.Is("", "Namespace"))
        {
            going.Within("status")["phase"] = "Terminating";
        }

        return Put(kind, going);
    }

    /// <summary>Lets the controllers see all changes, and theirs, until all is quiet.</summary>
    public void Settle()
    {
        for (var reactions = 0; _unseen.TryDequeue(out var next); reactions++)
        {
            if (reactions > MostReactions)
            {
                throw new InvalidOperationException("The sandbox's controllers do not come to rest.");
            }

            foreach (var controller in _controllers)
            {
                controller.React(this, next.Kind, next.Change);
            }
        }
    }
}
