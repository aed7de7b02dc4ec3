using System.Globalization;
using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Fields;
using ReleaseManager.Sandbox.Json;
using ReleaseManager.Sandbox.Storage;

namespace ReleaseManager.Sandbox.Registry;

/// <summary>Creates and changes objects as requests ask. Whoever calls holds the store's gate.</summary>
internal sealed class ObjectWriter(ClusterObjects objects)
{
    private const string Modified =
        "the object has been modified; please apply your changes to the latest version and try again";

    public WriteResult Create(ApiTarget target, JsonObject json, WriteParameters how)
    {
        Accept(target, json);
        RequireNamespace(target);
        var (kind, metadata) = (target.Kind, json.Metadata());
        if (metadata.TextAt("name") is null or "" && metadata.TextAt("generateName") is { Length: > 0 } prefix)
        {
            metadata["name"] = ObjectNames.Generate(prefix);
        }

        var name = RequireName(kind, json);
        if (metadata.TextAt("resourceVersion") is { Length: > 0 })
        {
            throw ApiErrorException.Internal("resourceVersion should not be set on objects to be created");
        }

        if (objects.Store.Find(kind.Storage, target.Space, name) is not null)
        {
            throw ApiErrorException.AlreadyExists(kind, name);
        }

        if (kind.Has("status"))
        {
            json.Remove("status");
        }

        objects.Stamp(kind, json);
        ObjectDefaults.Fill(kind, json, null);
        ObjectRules.RequireValid(kind, json, null);
        if (!how.KeepManagers || metadata["managedFields"] is null)
        {
            ManagedFields.Track(null, json, FieldShape.Of(kind, target.Version), By(target, how), Status(target));
        }

        return new WriteResult(how.DryRun ? json : Show(target, objects.Put(kind, json)), Created: true);
    }

    /// <summary>Puts an object in place of what is there.</summary>
    public WriteResult Replace(ApiTarget target, JsonObject json, WriteParameters how)
    {
        Accept(target, json);
        RequireNamespace(target);
        if (json.TextAt("metadata", "name") is { } name && name != target.Name)
        {
            throw ApiErrorException.BadRequest(
                $"the name of the object ({name}) does not match the name on the URL ({target.Name})"
            );
        }

        json.Metadata()["name"] = target.Name;
        return Update(target, Existing(target), json, how);
    }

    /// <summary>Changes an object by a patch.</summary>
    /// <param name="change">What the patch makes of the object.</param>
    public WriteResult Patch(ApiTarget target, Func<JsonObject, JsonObject> change, WriteParameters how)
    {
        RequireNamespace(target);
        var stored = Existing(target);
        var json = change(stored.As(target.ApiVersion));
        if (json.TextAt("metadata", "name") != target.Name || json.TextAt("metadata", "namespace") != target.Space)
        {
            throw ApiErrorException.BadRequest("the name and the namespace of an object cannot be changed by a patch");
        }

        Accept(target, json);
        return Update(target, stored, json, how);
    }

    /// <summary>Server-side apply.</summary>
    public WriteResult Apply(ApiTarget target, JsonObject applied, WriteParameters how)
    {
        if (applied.At("metadata", "managedFields") is not null)
        {
            throw ApiErrorException.BadRequest("metadata.managedFields must be nil");
        }

        Accept(target, applied);
        RequireNamespace(target);
        var (kind, shape) = (target.Kind, FieldShape.Of(target.Kind, target.Version));
        var metadata = applied.Metadata();
        if (metadata.TextAt("name") is { Length: > 0 } given && given != target.Name)
        {
            throw ApiErrorException.BadRequest(
                $"the name of the object ({given}) does not match the name on the URL ({target.Name})"
            );
        }

        metadata["name"] = target.Name;
        var what = $"({target.Space}/{target.Name}; {target.ApiVersion}, Kind={kind.Kind.Kind})";
        FieldSets.RequireDistinctItems(applied, shape, $"failed to create typed patch object {what}");
        var by = By(target, how) with { Operation = "Apply" };
        var stored = objects.Store.Find(kind.Storage, target.Space, target.Name!);
        if (stored is not null)
        {
            RequirePreconditions(kind, stored, applied);
            var live = stored.As(target.ApiVersion);
            return Save(
                target,
                stored,
                ServerSideApply.Merge(live, applied, shape, by, how.Force, Status(target)),
                how,
                track: false
            );
        }

        if (target.Subresource is not null)
        {
            throw ApiErrorException.NotFound(kind, target.Name!);
        }

        if (metadata.TextAt("uid") is not null)
        {
            throw ApiErrorException.Conflict(
                kind,
                target.Name!,
                "uid mismatch: the provided object specified a uid, and no existing object was found"
            );
        }

        RequireName(kind, applied);
        if (kind.Has("status"))
        {
            applied.Remove("status");
        }

        var json = ServerSideApply.Merge(null, applied, shape, by, how.Force, Status(target));
        objects.Stamp(kind, json);
        ObjectDefaults.Fill(kind, json, null);
        ObjectRules.RequireValid(kind, json, null);
        return new WriteResult(how.DryRun ? json : Show(target, objects.Put(kind, json)), Created: true);
    }

    /// <summary>The object that a request is about.</summary>
    public StoredObject Existing(ApiTarget target) =>
        objects.Store.Find(target.Kind.Storage, target.Space, target.Name!)
        ?? throw ApiErrorException.NotFound(target.Kind, target.Name!);

    private WriteResult Update(ApiTarget target, StoredObject stored, JsonObject json, WriteParameters how)
    {
        RequirePreconditions(target.Kind, stored, json);
        return Save(target, stored, json, how, track: true);
    }

    private WriteResult Save(ApiTarget target, StoredObject stored, JsonObject json, WriteParameters how, bool track)
    {
        var kind = target.Kind;
        var before = stored.As(target.ApiVersion);
        KeepServerFields(before, json);
        KeepOtherPart(target, before, json);
        ObjectDefaults.Fill(kind, json, before);
        ObjectRules.RequireValid(kind, json, before);
        if (track)
        {
            ManagedFields.Track(before, json, FieldShape.Of(kind, target.Version), By(target, how), Status(target));
        }

        if (JsonNode.DeepEquals(before, json))
        {
            return new WriteResult(before, Created: false);
        }

        if (kind.Kind.CountsGenerations && WantedChanged(kind, before, json))
        {
            json.Metadata()["generation"] = (before.NumberAt("metadata", "generation") ?? 0) + 1;
        }

        if (how.DryRun)
        {
            return new WriteResult(json, Created: false);
        }

        if (stored.Deleting && !json.At("metadata", "finalizers").Texts().Any() && !kind.Is("", "Namespace"))
        {
            objects.Remove(kind, stored);
            return new WriteResult(json, Created: false);
        }

        return new WriteResult(Show(target, objects.Put(kind, json)), Created: false);
    }

    private static void KeepServerFields(JsonObject before, JsonObject json)
    {
        var (old, metadata) = (before.Metadata(), json.Metadata());
        foreach (
            var name in (string[])
                [
                    "name",
                    "namespace",
                    "uid",
                    "creationTimestamp",
                    "generation",
                    "resourceVersion",
                    "deletionTimestamp",
                    "deletionGracePeriodSeconds",
                    "selfLink",
                    "generateName",
                ]
        )
        {
            metadata.Remove(name);
            if (old[name] is { } value)
            {
                metadata[name] = value.DeepClone();
            }
        }
    }

    // A write to the object leaves its status alone, and a write to the status leaves the rest.
    private static void KeepOtherPart(ApiTarget target, JsonObject before, JsonObject json)
    {
        if (target.Subresource is "status" or "approval")
        {
            var managers = json.At("metadata", "managedFields")?.DeepClone();
            var status = json["status"]?.DeepClone();
            json.Clear();
            foreach (var (name, value) in before)
            {
                json[name] = name == "status" ? status : value?.DeepClone();
            }

            json.Default("status", status);
            json.Metadata()["managedFields"] = managers;
        }
        else if (target.Kind.Has("status"))
        {
            json.Remove("status");
            if (before["status"] is { } status)
            {
                json["status"] = status.DeepClone();
            }
        }
    }

    private static bool WantedChanged(ServedKind kind, JsonObject before, JsonObject json)
    {
        return !JsonNode.DeepEquals(Wanted(before), Wanted(json));

        JsonObject Wanted(JsonObject whole)
        {
            var copy = whole.Copy();
            copy.Remove("metadata");
            if (kind.Definition is null || kind.Has("status"))
            {
                copy.Remove("status");
            }

            return copy;
        }
    }

    private static void RequirePreconditions(ServedKind kind, StoredObject stored, JsonObject json)
    {
        if (json.TextAt("metadata", "uid") is { Length: > 0 } uid && uid != stored.Uid)
        {
            throw ApiErrorException.Conflict(
                kind,
                stored.Name,
                $"Precondition failed: UID in precondition: {uid}, UID in object meta: {stored.Uid}"
            );
        }

        if (
            json.TextAt("metadata", "resourceVersion") is { Length: > 0 } version
            && version != stored.ResourceVersion.ToString(CultureInfo.InvariantCulture)
        )
        {
            throw ApiErrorException.Conflict(kind, stored.Name, Modified);
        }
    }

    // What a body says of itself must fit the request that brings it.
    private static void Accept(ApiTarget target, JsonObject json)
    {
        if (json.TextAt("kind") is { } kind && kind != target.Kind.Kind.Kind)
        {
            throw ApiErrorException.BadRequest(
                $"{kind} in version \"{target.Version}\" cannot be handled as a {target.Kind.Kind.Kind}: "
                    + $"no kind \"{kind}\" is registered for this path"
            );
        }

        if (json.TextAt("apiVersion") is { } version && version != target.ApiVersion)
        {
            throw ApiErrorException.BadRequest(
                $"the API version in the data ({version}) does not match the expected API version ({target.ApiVersion})"
            );
        }

        json["kind"] = target.Kind.Kind.Kind;
        json["apiVersion"] = target.ApiVersion;
        var metadata = json.Metadata();
        if (target.Space is null)
        {
            metadata.Remove("namespace");
        }
        else if (metadata.TextAt("namespace") is { Length: > 0 } space && space != target.Space)
        {
            throw ApiErrorException.BadRequest(
                "the namespace of the provided object does not match the namespace sent on the request"
            );
        }
        else
        {
            metadata["namespace"] = target.Space;
        }

        ObjectRules.RequireTypes(target.Kind, json);
    }

    private void RequireNamespace(ApiTarget target)
    {
        if (target.Space is null || objects.Catalog.FindKind("", "Namespace") is not { } kind)
        {
            return;
        }

        var space =
            objects.Store.Find(kind.Storage, null, target.Space)
            ?? throw ApiErrorException.NotFound(kind, target.Space);
        var isNew = target.Name is null || objects.Store.Find(target.Kind.Storage, target.Space, target.Name) is null;
        if (space.Deleting && isNew)
        {
            var why = $"unable to create new content in namespace {target.Space} because it is being terminated";
            throw new ApiErrorException(
                403,
                "Forbidden",
                $"{target.Kind.Qualified} \"{target.Name}\" is forbidden: {why}"
            )
            {
                Name = target.Name,
                Group = target.Kind.Kind.Group,
                Kind = target.Kind.Kind.Plural,
                Causes =
                [
                    new ErrorCause(
                        "NamespaceTerminating",
                        $"namespace {target.Space} is being terminated",
                        "metadata.namespace"
                    ),
                ],
            };
        }
    }

    private static string RequireName(ServedKind kind, JsonObject json)
    {
        var name = json.TextAt("metadata", "name") ?? "";
        var cause =
            name.Length == 0
                ? ErrorCause.Required("metadata.name", "name or generateName is required")
                : ObjectNames.Check(kind, name);
        return cause is null ? name : throw ApiErrorException.Invalid(kind, name, cause);
    }

    private ManagerEntry By(ApiTarget target, WriteParameters how) =>
        new(how.Manager, "Update", target.ApiVersion, target.Subresource, objects.Timestamp, new FieldSet());

    // Which part of an object a request may own fields of.
    private static bool? Status(ApiTarget target) =>
        target.Subresource switch
        {
            "status" or "approval" => true,
            _ when target.Kind.Has("status") => false,
            _ => null,
        };

    private static JsonObject Show(ApiTarget target, StoredObject stored) => stored.As(target.ApiVersion);
}
