using System.Net;
using System.Text.Json.Nodes;

namespace ReleaseManager.Lab.Scenario;

/// <summary>All objects of a cluster that a user could have made, as the API shows them.</summary>
public static class ClusterDump
{
    // Written by the cluster about itself, all the time.
    private static readonly HashSet<string> OwnGroups = new(StringComparer.Ordinal)
    {
        "events.k8s.io",
        "discovery.k8s.io",
        "coordination.k8s.io",
        "flowcontrol.apiserver.k8s.io",
        "metrics.k8s.io",
        "extensions",
    };

    private static readonly HashSet<string> OwnKinds = new(StringComparer.Ordinal)
    {
        "Event",
        "Node",
        "ComponentStatus",
        "ControllerRevision",
        "CSINode",
        "VolumeAttachment",
    };

    /// <summary>Reads everything, each kind in the version that the server prefers.</summary>
    public static async Task<IReadOnlyDictionary<ObjectId, JsonObject>> ReadAsync(LabApi api, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(api);
        var lists = await Task.WhenAll((await GroupsAsync(api, stop)).Select(path => ReadGroupAsync(api, path, stop)));
        var objects = new Dictionary<ObjectId, JsonObject>();
        foreach (var item in lists.SelectMany(list => list).Where(item => !IsMadeByTheCluster(item)))
        {
            objects.Add(ObjectId.Of(item), item);
        }

        return objects;
    }

    private static async Task<IReadOnlyList<string>> GroupsAsync(LabApi api, CancellationToken stop)
    {
        var groups = await api.GetAsync("/apis", stop) ?? throw new LabException("/apis is not served");
        var preferred = groups
            .Children("groups")
            .Where(group => !OwnGroups.Contains(group.Text("name")))
            .Select(group => "/apis/" + group.Child("preferredVersion").Text("groupVersion"));
        return ["/api/v1", .. preferred];
    }

    private static async Task<IReadOnlyList<JsonObject>> ReadGroupAsync(LabApi api, string path, CancellationToken stop)
    {
        var resources = await ResourcesAsync(api, path, stop);
        // Gone between the list of groups and now: a CRD was deleted.
        var lists = (resources?.Children("resources") ?? [])
            .Where(resource => resource["verbs"]!.AsArray().Any(verb => verb!.GetValue<string>() is "list"))
            .Where(resource => !OwnKinds.Contains(resource.Text("kind")))
            .Select(async resource => (Resource: resource, List: await ListAsync(api, path, resource, stop)));
        var version = resources?.Text("groupVersion");
        return
        [
            .. (await Task.WhenAll(lists)).SelectMany(pair =>
                pair.List.Select(item => WithKind(item, version!, pair.Resource.Text("kind")))
            ),
        ];
    }

    private static async Task<JsonObject?> ResourcesAsync(LabApi api, string path, CancellationToken stop)
    {
        try
        {
            return await api.GetAsync(path, stop);
        }
        catch (HttpRequestException error) when (error.StatusCode is HttpStatusCode.ServiceUnavailable)
        {
            // Another server is to answer for this group, and is not there.
            return null;
        }
    }

    private static async Task<IEnumerable<JsonObject>> ListAsync(
        LabApi api,
        string path,
        JsonObject resource,
        CancellationToken stop
    ) => (await api.GetAsync($"{path}/{resource.Text("name")}", stop))?.Children("items") ?? [];

    // Items of a list of a built-in kind come without apiVersion and kind.
    private static JsonObject WithKind(JsonObject item, string apiVersion, string kind)
    {
        item["apiVersion"] = apiVersion;
        item["kind"] = kind;
        return item;
    }

    private static bool IsMadeByTheCluster(JsonObject item)
    {
        var metadata = item.Child("metadata");
        var labels = metadata.Child("labels");
        return metadata.Children("ownerReferences").Any()
            || labels.ContainsKey("kube-aggregator.kubernetes.io/automanaged")
            || labels.ContainsKey("lab.releasemanager/provisioned")
            || item.Text("kind") switch
            {
                "Secret" => item.Text("type") is "kubernetes.io/service-account-token",
                "ConfigMap" => metadata.Text("name") is "kube-root-ca.crt" or "extension-apiserver-authentication",
                // The API server's own, with its port.
                "Service" => labels.Text("provider") is "kubernetes",
                // Those of a chart are stamped; the others follow a Service.
                "Endpoints" => metadata.Child("annotations")["meta.helm.sh/release-name"] is null,
                _ => false,
            };
    }
}
