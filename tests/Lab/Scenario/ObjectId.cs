using System.Text.Json.Nodes;

namespace ReleaseManager.Lab.Scenario;

/// <summary>Which object of a cluster it is; the version in which it was read does not matter.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Namespace">The namespace; empty for an object that stands in none.</param>
/// <param name="Name">The name.</param>
public readonly record struct ObjectId(string Group, string Kind, string Namespace, string Name)
{
    /// <summary>The id of an object that carries apiVersion and kind.</summary>
    public static ObjectId Of(JsonObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var apiVersion = item.Text("apiVersion");
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var metadata = item["metadata"]!.AsObject();
        return new ObjectId(
            slash < 0 ? "" : apiVersion[..slash],
            item.Text("kind"),
            metadata.Text("namespace"),
            metadata.Text("name")
        );
    }

    /// <summary>For example <c>Deployment.apps shop/web</c> or <c>PersistentVolume one</c>.</summary>
    public override string ToString() =>
        $"{Kind}{(Group.Length == 0 ? "" : "." + Group)} {(Namespace.Length == 0 ? "" : Namespace + "/")}{Name}";
}
