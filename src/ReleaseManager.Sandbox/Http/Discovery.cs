using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Registry;

namespace ReleaseManager.Sandbox.Http;

/// <summary>Says which groups, versions and resources are served. Aggregated discovery is not offered; clients fall back.</summary>
internal sealed class Discovery(KindCatalog catalog)
{
    private static readonly string[] Verbs =
    [
        "create",
        "delete",
        "deletecollection",
        "get",
        "list",
        "patch",
        "update",
        "watch",
    ];

    private static readonly HashSet<string> All = new(StringComparer.Ordinal)
    {
        "pods",
        "services",
        "deployments",
        "replicasets",
        "statefulsets",
        "daemonsets",
        "jobs",
        "cronjobs",
        "horizontalpodautoscalers",
        "replicationcontrollers",
    };

    /// <summary>The discovery document at a path.</summary>
    /// <returns>Null where the path is no discovery path of something served.</returns>
    public JsonObject? Answer(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["api"] => new JsonObject
            {
                ["kind"] = "APIVersions",
                ["versions"] = new JsonArray("v1"),
                ["serverAddressByClientCIDRs"] = new JsonArray(),
            },
            ["apis"] => new JsonObject
            {
                ["kind"] = "APIGroupList",
                ["apiVersion"] = "v1",
                ["groups"] = new JsonArray([.. catalog.Groups.Select(group => (JsonNode)Group(group))]),
            },
            ["apis", var group] when catalog.Groups.Contains(group) => Typed(Group(group)),
            ["api", var version] => Resources("", version),
            ["apis", var group, var version] => Resources(group, version),
            _ => null,
        };

    private static JsonObject Typed(JsonObject group)
    {
        group["kind"] = "APIGroup";
        group["apiVersion"] = "v1";
        return group;
    }

    private JsonObject Group(string group)
    {
        var versions = catalog.Versions(group);
        return new JsonObject
        {
            ["name"] = group,
            ["versions"] = new JsonArray([.. versions.Select(version => (JsonNode)Version(group, version))]),
            ["preferredVersion"] = Version(group, versions[0]),
        };
    }

    private static JsonObject Version(string group, string version) =>
        new() { ["groupVersion"] = $"{group}/{version}", ["version"] = version };

    private JsonObject? Resources(string group, string version)
    {
        ServedKind[] kinds =
        [
            .. catalog.All.Where(kind => kind.Kind.Group == group && kind.Kind.Versions.Contains(version)),
        ];
        if (kinds.Length == 0)
        {
            return null;
        }

        return new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}",
            ["resources"] = new JsonArray([
                .. kinds.OrderBy(kind => kind.Kind.Plural, StringComparer.Ordinal).SelectMany(Entries),
            ]),
        };
    }

    private static IEnumerable<JsonNode> Entries(ServedKind kind)
    {
        var names = kind.Kind;
        var entry = Entry(kind, names.Plural, names.Kind, names.IsReview ? ["create"] : Verbs);
        entry["singularName"] = names.Kind.ToLowerInvariant();
        if (names.ShortNames.Count > 0)
        {
            entry["shortNames"] = new JsonArray([.. names.ShortNames.Select(name => (JsonNode)name)]);
        }

        if (kind.Definition is null && All.Contains(names.Plural))
        {
            entry["categories"] = new JsonArray("all");
        }

        yield return entry;
        foreach (var subresource in names.Subresources)
        {
            yield return subresource switch
            {
                "scale" => Scale(kind),
                "log" => Entry(kind, $"{names.Plural}/log", names.Kind, ["get"]),
                "eviction" or "token" => Entry(kind, $"{names.Plural}/{subresource}", names.Kind, ["create"]),
                "finalize" => Entry(kind, $"{names.Plural}/finalize", names.Kind, ["update"]),
                _ => Entry(kind, $"{names.Plural}/{subresource}", names.Kind, ["get", "patch", "update"]),
            };
        }
    }

    private static JsonObject Scale(ServedKind kind)
    {
        var entry = Entry(kind, $"{kind.Kind.Plural}/scale", "Scale", ["get", "patch", "update"]);
        entry["group"] = "autoscaling";
        entry["version"] = "v1";
        return entry;
    }

    private static JsonObject Entry(ServedKind kind, string name, string shown, string[] verbs) =>
        new()
        {
            ["name"] = name,
            ["singularName"] = "",
            ["namespaced"] = kind.Kind.Namespaced,
            ["kind"] = shown,
            ["verbs"] = new JsonArray([.. verbs.Select(verb => (JsonNode)verb)]),
        };
}
