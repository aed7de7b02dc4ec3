using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Registry;

namespace ReleaseManager.Sandbox.Http;

/// <summary>Says which groups, versions and resources are served.</summary>
/// <param name="aggregated">The version in which all is told at once; null for none.</param>
internal sealed class Discovery(KindCatalog catalog, string? aggregated)
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

    /// <summary>All below a path at once.</summary>
    /// <returns>Null where that is not asked for, or not offered.</returns>
    public ApiAnswer? AnswerAggregated(string path, string accept)
    {
        var form = $"application/json;g=apidiscovery.k8s.io;v={aggregated};as=APIGroupDiscoveryList";
        if (
            aggregated is null
            || path.Trim('/') is not ("api" or "apis")
            || !accept.Contains(form, StringComparison.Ordinal)
        )
        {
            return null;
        }

        IEnumerable<string> groups = path.Trim('/') == "api" ? [""] : catalog.Groups;
        var answer = new JsonObject
        {
            ["kind"] = "APIGroupDiscoveryList",
            ["apiVersion"] = $"apidiscovery.k8s.io/{aggregated}",
            ["metadata"] = new JsonObject(),
            ["items"] = new JsonArray([.. groups.Select(group => (JsonNode)AggregatedGroup(group))]),
        };
        return ApiAnswer.Json(200, answer) with { ContentType = form };
    }

    private JsonObject AggregatedGroup(string group)
    {
        string[] versions = group.Length == 0 ? ["v1"] : [.. catalog.Versions(group)];
        return new JsonObject
        {
            ["metadata"] = group.Length == 0 ? new JsonObject() : new JsonObject { ["name"] = group },
            ["versions"] = new JsonArray([
                .. versions.Select(version =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["version"] = version,
                            ["freshness"] = "Current",
                            ["resources"] = new JsonArray([.. AggregatedResources(group, version)]),
                        }
                ),
            ]),
        };
    }

    private IEnumerable<JsonNode> AggregatedResources(string group, string version) =>
        catalog
            .All.Where(kind => kind.Kind.Group == group && kind.Kind.Versions.Contains(version))
            .OrderBy(kind => kind.Kind.Plural, StringComparer.Ordinal)
            .Select(kind =>
                (JsonNode)
                    new JsonObject
                    {
                        ["resource"] = kind.Kind.Plural,
                        ["responseKind"] = new JsonObject
                        {
                            ["group"] = group,
                            ["version"] = version,
                            ["kind"] = kind.Kind.Kind,
                        },
                        ["scope"] = kind.Kind.Namespaced ? "Namespaced" : "Cluster",
                        ["singularResource"] = kind.Kind.Kind.ToLowerInvariant(),
                        ["verbs"] = new JsonArray([
                            .. (kind.Kind.IsReview ? ["create"] : Verbs).Select(verb => (JsonNode)verb),
                        ]),
                    }
            );

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
