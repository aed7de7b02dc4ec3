using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;
using ReleaseManager.Sandbox.Registry;
using ReleaseManager.Sandbox.Storage;

namespace ReleaseManager.Sandbox.Controllers;

/// <summary>Serves the kinds of custom resource definitions, and removes the objects of those that go.</summary>
internal sealed class DefinitionController : IController
{
    public void React(ClusterObjects objects, ServedKind kind, StoreChange change)
    {
        if (!kind.Is("apiextensions.k8s.io", "CustomResourceDefinition"))
        {
            return;
        }

        if (change.After is null)
        {
            Withdraw(objects, change.Before!.Json);
            return;
        }

        if (objects.Store.Find(change.Storage, null, change.After.Name) != change.After)
        {
            return;
        }

        objects.Catalog.Serve(change.After.Json);
        if (!IsEstablished(change.After))
        {
            Establish(objects, kind, change.After);
        }
    }

    private static bool IsEstablished(StoredObject definition) =>
        definition.Json.At("status", "conditions").Objects().Any(each => each.TextAt("type") == "Established");

    private static void Establish(ClusterObjects objects, ServedKind kind, StoredObject definition)
    {
        var json = definition.Json.Copy();
        var names = json["spec"].At("names")!.AsObject().Copy();
        names.Default("singular", names.TextAt("kind")?.ToLowerInvariant());
        names.Default("listKind", $"{names.TextAt("kind")}List");
        json["spec"]!["names"] = names.Copy();
        json["spec"]!.AsObject().Default("conversion", new JsonObject { ["strategy"] = "None" });
        json["status"] = new JsonObject
        {
            ["conditions"] = new JsonArray(
                Condition(objects, "NamesAccepted", "NoConflicts", "no conflicts found"),
                Condition(objects, "Established", "InitialNamesAccepted", "the initial names have been accepted")
            ),
            ["acceptedNames"] = names,
            ["storedVersions"] = new JsonArray([
                .. json["spec"]
                    .At("versions")
                    .Objects()
                    .Where(version => version.TrueAt("storage"))
                    .Select(version => (JsonNode?)version.TextAt("name")),
            ]),
        };
        objects.Put(kind, json);
    }

    private static JsonObject Condition(ClusterObjects objects, string type, string reason, string message) =>
        new()
        {
            ["type"] = type,
            ["status"] = "True",
            ["lastTransitionTime"] = objects.Timestamp,
            ["reason"] = reason,
            ["message"] = message,
        };

    private static void Withdraw(ClusterObjects objects, JsonObject definition)
    {
        var group = definition.TextAt("spec", "group")!;
        if (
            objects.Catalog.FindKind(group, definition.TextAt("spec", "names", "kind")!) is
            { Definition: not null } kind
        )
        {
            foreach (var instance in objects.Store.All(kind.Storage).ToList())
            {
                objects.Remove(kind, instance);
            }
        }

        objects.Catalog.Withdraw(definition);
    }
}
