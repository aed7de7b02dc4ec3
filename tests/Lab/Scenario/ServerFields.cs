using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ReleaseManager.Lab.Scenario;

/// <summary>Takes out of an object what the server, its controllers or the node simulator have put there.</summary>
public static partial class ServerFields
{
    /// <summary>An annotation of a namespace that means something only in its own cluster: it must not come back.</summary>
    public const string ForeignNamespaceAnnotation = "openshift.io/sa.scc.mcs";

    private static readonly string[] Metadata =
    [
        "uid",
        "resourceVersion",
        "creationTimestamp",
        "generation",
        "selfLink",
        "managedFields",
    ];

    private static readonly string[] Annotations =
    [
        "deployment.kubernetes.io/revision",
        "deprecated.daemonset.template.generation",
        "autoscaling.alpha.kubernetes.io/conditions",
        "autoscaling.alpha.kubernetes.io/current-metrics",
        "pv.kubernetes.io/bind-completed",
        "pv.kubernetes.io/bound-by-controller",
        "pv.kubernetes.io/provisioned-by",
        "volume.beta.kubernetes.io/storage-provisioner",
        "volume.kubernetes.io/selected-node",
        ForeignNamespaceAnnotation,
    ];

    private static readonly string[] JobLabels = ["controller-uid", "batch.kubernetes.io/controller-uid"];

    /// <summary>Makes an object what a user could have sent.</summary>
    /// <param name="item">An object with apiVersion and kind; it is changed.</param>
    /// <param name="keepManagers">Whether managedFields stay, without times and without those of the status.</param>
    public static void Remove(JsonObject item, bool keepManagers = false)
    {
        ArgumentNullException.ThrowIfNull(item);
        var metadata = item["metadata"]!.AsObject();
        var managers = keepManagers ? Managers(metadata) : null;
        RemoveAll(metadata, Metadata);
        if (managers is not null)
        {
            metadata["managedFields"] = managers;
        }

        RemoveAll(metadata["annotations"], Annotations);
        RemoveIfEmpty(metadata, "annotations");
        item.Remove("status");
        RemoveByKind(item, metadata, item.Child("spec"));
        RemoveIfEmpty(metadata, "labels");
    }

    private static void RemoveByKind(JsonObject item, JsonObject metadata, JsonObject spec)
    {
        switch (item.Text("kind"))
        {
            case "Service":
                RemoveAddresses(spec);
                break;
            case "ServiceAccount":
                RemoveTokens(item);
                break;
            case "Job":
                RemoveJobLabels(metadata["labels"]);
                RemoveJobLabels(spec["selector"]?["matchLabels"]);
                RemoveJobLabels(spec["template"]?["metadata"]?["labels"]);
                break;
            case "Pod":
                RemovePlace(spec);
                break;
            case "PersistentVolume":
                RemoveAll(spec["claimRef"], "uid", "resourceVersion");
                break;
            case "PersistentVolumeClaim" when spec.Text("volumeName").StartsWith("lab-", StringComparison.Ordinal):
                spec.Remove("volumeName");
                break;
            case "Namespace":
                RemoveAll(metadata["labels"], "kubernetes.io/metadata.name");
                break;
        }
    }

    // A headless Service says None, and that is the user's.
    private static void RemoveAddresses(JsonObject spec)
    {
        if (spec.Text("clusterIP") is not "None")
        {
            RemoveAll(spec, "clusterIP", "clusterIPs");
        }

        spec.Remove("healthCheckNodePort");
        foreach (
            var port in spec.Children("ports").Where(port => port["nodePort"]?.GetValue<int>() != Stories.NodePort)
        )
        {
            port.Remove("nodePort");
        }
    }

    // The token controller adds a Secret of its own with five random characters.
    private static void RemoveTokens(JsonObject account)
    {
        if (account["secrets"] is JsonArray secrets)
        {
            secrets.RemoveAll(secret => TokenName().IsMatch(secret!.AsObject().Text("name")));
            RemoveIfEmpty(account, "secrets");
        }
    }

    private static void RemovePlace(JsonObject spec)
    {
        spec.Remove("nodeName");
        Remove(spec, "volumes");
        foreach (var container in spec.Children("containers").Concat(spec.Children("initContainers")))
        {
            Remove(container, "volumeMounts");
        }

        static void Remove(JsonObject holder, string list)
        {
            (holder[list] as JsonArray)?.RemoveAll(item => TokenName().IsMatch(item!.AsObject().Text("name")));
            RemoveIfEmpty(holder, list);
        }
    }

    private static void RemoveJobLabels(JsonNode? labels) => RemoveAll(labels, JobLabels);

    private static JsonArray Managers(JsonObject metadata)
    {
        var entries = metadata
            .Children("managedFields")
            .Where(entry => entry.Text("manager") is not ("kube-controller-manager" or "unknown"))
            .Select(entry => (JsonObject)entry.DeepClone())
            .OrderBy(entry => $"{entry.Text("manager")} {entry.Text("operation")}", StringComparer.Ordinal)
            .ToList();
        entries.ForEach(entry => entry.Remove("time"));
        return [.. entries];
    }

    private static void RemoveAll(JsonNode? holder, params string[] members)
    {
        foreach (var member in members)
        {
            (holder as JsonObject)?.Remove(member);
        }
    }

    private static void RemoveIfEmpty(JsonObject holder, string member)
    {
        if (holder[member] is JsonObject { Count: 0 } or JsonArray { Count: 0 })
        {
            holder.Remove(member);
        }
    }

    [GeneratedRegex("-token-[a-z0-9]{5}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TokenName();
}
