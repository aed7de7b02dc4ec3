using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;

namespace ReleaseManager.Sandbox.Registry;

/// <summary>Creates many objects at once, as POST requests would. Whoever calls holds the store's gate.</summary>
internal sealed class ObjectLoader(ClusterObjects objects)
{
    private readonly ObjectWriter _writer = new(objects);

    /// <summary>Creates definitions, then namespaces, then the others in order.</summary>
    /// <exception cref="InvalidOperationException">An object was refused; names it and says why.</exception>
    public void Load(IEnumerable<JsonObject> all)
    {
        foreach (var json in all.OrderBy(Stage).ToList())
        {
            Create(json.Copy());
        }
    }

    private static int Stage(JsonObject json) =>
        json.TextAt("kind") switch
        {
            "CustomResourceDefinition" => 0,
            "Namespace" => 1,
            _ => 2,
        };

    private void Create(JsonObject json)
    {
        var (apiVersion, kind) = (json.TextAt("apiVersion") ?? "", json.TextAt("kind") ?? "");
        var metadata = json.Metadata();
        var name = metadata.TextAt("name");
        metadata.Remove("resourceVersion");
        var parts = apiVersion.Split('/');
        var served = objects.Catalog.FindKind(parts.Length > 1 ? parts[0] : "", kind);
        if (served is null || !served.Kind.Versions.Contains(parts[^1]))
        {
            throw new InvalidOperationException($"{kind} \"{name}\" was not loaded: {apiVersion} is not served.");
        }

        var target = new ApiTarget(served, parts[^1], metadata.TextAt("namespace"), null, null);
        var exists =
            name is not null
            && objects.Store.Find(served.Storage, target.Space, name) is not null
            && (kind == "Namespace" || (kind == "ServiceAccount" && name == "default"));
        if (exists)
        {
            return;
        }

        try
        {
            _writer.Create(
                target,
                json,
                new WriteParameters("sandbox", DryRun: false, Force: false) { KeepManagers = true }
            );
            objects.Settle();
        }
        catch (ApiErrorException e)
        {
            throw new InvalidOperationException($"{kind} \"{name}\" was not loaded: {e.Message}", e);
        }
    }
}
