using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;
using ReleaseManager.Sandbox.Registry;
using ReleaseManager.Sandbox.Storage;

namespace ReleaseManager.Sandbox.Controllers;

/// <summary>Collects what no owner holds any more: dependents go when the last of their owners is gone.</summary>
internal sealed class OwnerController : IController
{
    private readonly Dictionary<string, HashSet<(string Storage, string? Namespace, string Name)>> _dependents = new(
        StringComparer.Ordinal
    );

    public void React(ClusterObjects objects, ServedKind kind, StoreChange change)
    {
        Note(change.Before, change.Storage, remove: true);
        Note(change.After, change.Storage, remove: false);
        if (change.After is null && _dependents.TryGetValue(change.Before!.Uid, out var places))
        {
            foreach (var (storage, space, name) in places.ToList())
            {
                Collect(objects, storage, space, name, change.Before.Uid);
            }
        }
    }

    private void Note(StoredObject? stored, string storage, bool remove)
    {
        foreach (var owner in stored?.Json.At("metadata", "ownerReferences").Objects() ?? [])
        {
            var uid = owner.TextAt("uid") ?? "";
            if (!_dependents.TryGetValue(uid, out var places))
            {
                _dependents[uid] = places = [];
            }

            if (remove)
            {
                places.Remove((storage, stored!.Namespace, stored.Name));
            }
            else
            {
                places.Add((storage, stored!.Namespace, stored.Name));
            }
        }
    }

    private static void Collect(ClusterObjects objects, string storage, string? space, string name, string owner)
    {
        if (
            objects.Catalog.Stored(storage) is not { } kind
            || objects.Store.Find(storage, space, name) is not { } dependent
        )
        {
            return;
        }

        var json = dependent.Json.Copy();
        var owners = json.At("metadata", "ownerReferences") as JsonArray ?? [];
        foreach (var reference in owners.Objects().Where(each => each.TextAt("uid") == owner).ToList())
        {
            owners.Remove(reference);
        }

        if (owners.Count == 0)
        {
            objects.Delete(kind, dependent);
        }
        else
        {
            objects.Put(kind, json);
        }
    }
}
