using System.Globalization;
using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;
using ReleaseManager.Sandbox.Storage;

namespace ReleaseManager.Sandbox.Registry;

/// <summary>Deletes objects as requests ask. Whoever calls holds the store's gate.</summary>
internal sealed class ObjectRemover(ClusterObjects objects)
{
    /// <summary>Deletes one object, or lets it begin to go.</summary>
    /// <param name="options">The request's DeleteOptions.</param>
    /// <returns>The object that is going, or a Status of success.</returns>
    /// <exception cref="ApiErrorException">A precondition does not hold.</exception>
    public JsonObject Delete(ApiTarget target, StoredObject stored, JsonObject options, bool dryRun)
    {
        RequirePreconditions(target.Kind, stored, options["preconditions"]);
        if (dryRun)
        {
            return Success(target, stored);
        }

        if (options.TextAt("propagationPolicy") == "Orphan" || options.TrueAt("orphanDependents"))
        {
            Orphan(stored.Uid);
        }

        var going = objects.Delete(target.Kind, stored);
        return going?.As(target.ApiVersion)
            ?? (
                target.Kind.Is("", "Pod") || target.Kind.Is("", "Namespace")
                    ? stored.As(target.ApiVersion)
                    : Success(target, stored)
            );
    }

    private static void RequirePreconditions(ServedKind kind, StoredObject stored, JsonNode? preconditions)
    {
        if (preconditions.TextAt("uid") is { } uid && uid != stored.Uid)
        {
            throw ApiErrorException.Conflict(
                kind,
                stored.Name,
                $"Precondition failed: UID in precondition: {uid}, UID in object meta: {stored.Uid}"
            );
        }

        var version = stored.ResourceVersion.ToString(CultureInfo.InvariantCulture);
        if (preconditions.TextAt("resourceVersion") is { } wanted && wanted != version)
        {
            throw ApiErrorException.Conflict(
                kind,
                stored.Name,
                $"Precondition failed: ResourceVersion in precondition: {wanted}, ResourceVersion in object meta: {version}"
            );
        }
    }

    private void Orphan(string owner)
    {
        foreach (var kind in objects.Catalog.All.DistinctBy(kind => kind.Storage).ToList())
        {
            foreach (var dependent in objects.Store.All(kind.Storage).ToList())
            {
                var json = dependent.Json;
                if (json.At("metadata", "ownerReferences").Objects().Any(each => each.TextAt("uid") == owner))
                {
                    json = json.Copy();
                    var owners = (JsonArray)json.At("metadata", "ownerReferences")!;
                    owners.RemoveAll(each => each.TextAt("uid") == owner);
                    if (owners.Count == 0)
                    {
                        json.Metadata().Remove("ownerReferences");
                    }

                    objects.Put(kind, json);
                }
            }
        }
    }

    private static JsonObject Success(ApiTarget target, StoredObject stored)
    {
        var details = new JsonObject
        {
            ["name"] = stored.Name,
            ["kind"] = target.Kind.Kind.Plural,
            ["uid"] = stored.Uid,
        };
        if (target.Kind.Kind.Group.Length > 0)
        {
            details["group"] = target.Kind.Kind.Group;
        }

        return new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = details,
        };
    }
}
