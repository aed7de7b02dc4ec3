using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Registry;
using ReleaseManager.Sandbox.Storage;

namespace ReleaseManager.Sandbox.Controllers;

/// <summary>Gives namespaces their default service account, empties those that are deleted and removes the empty ones.</summary>
internal sealed class NamespaceController : IController
{
    public void React(ClusterObjects objects, ServedKind kind, StoreChange change)
    {
        if (kind.Is("", "Namespace"))
        {
            switch (change)
            {
                case { Before: null, After: { } created }:
                    Furnish(objects, created.Name);
                    break;
                case { Before.Deleting: false, After: { Deleting: true } going }:
                    Empty(objects, going.Name);
                    RemoveIfEmpty(objects, kind, going.Name);
                    break;
                default:
                    break;
            }
        }
        else if (change.After is null && change.Before!.Namespace is { } space)
        {
            if (objects.Catalog.FindKind("", "Namespace") is { } namespaces)
            {
                RemoveIfEmpty(objects, namespaces, space);
            }
        }
    }

    private static void Furnish(ClusterObjects objects, string space)
    {
        if (
            objects.Catalog.FindKind("", "ServiceAccount") is { } kind
            && objects.Store.Find(kind.Storage, space, "default") is null
        )
        {
            objects.Create(
                kind,
                new JsonObject
                {
                    ["kind"] = "ServiceAccount",
                    ["apiVersion"] = "v1",
                    ["metadata"] = new JsonObject { ["name"] = "default", ["namespace"] = space },
                }
            );
        }
    }

    private static void Empty(ClusterObjects objects, string space)
    {
        foreach (var storage in objects.Store.Storages.ToList())
        {
            if (objects.Catalog.Stored(storage) is not { Kind.Namespaced: true } kind)
            {
                continue;
            }

            foreach (var content in objects.Store.All(storage).Where(each => each.Namespace == space).ToList())
            {
                objects.Delete(kind, content);
            }
        }
    }

    private static void RemoveIfEmpty(ClusterObjects objects, ServedKind kind, string space)
    {
        if (
            objects.Store.CountIn(space) == 0
            && objects.Store.Find(kind.Storage, null, space) is { Deleting: true } going
            && !going.Finalizers.Any()
        )
        {
            objects.Remove(kind, going);
        }
    }
}
