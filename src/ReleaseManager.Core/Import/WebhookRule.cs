using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import;

/// <summary>What an admission webhook wants to see: writes of these groups and resources. Whatever else narrows it may change at any time and does not count.</summary>
internal sealed record WebhookRule(IReadOnlySet<string> Groups, IReadOnlySet<string> Resources)
{
    // A webhook that judges Pods judges what makes them.
    private static readonly HashSet<string> MakePods = new(StringComparer.Ordinal)
    {
        "Deployment",
        "StatefulSet",
        "DaemonSet",
        "ReplicaSet",
        "ReplicationController",
        "Job",
        "CronJob",
    };

    /// <summary>The rules of a webhook configuration; none of any other object.</summary>
    public static IEnumerable<WebhookRule> Of(ManifestObject item) =>
        item.Group == "admissionregistration.k8s.io"
        && item.Kind is "MutatingWebhookConfiguration" or "ValidatingWebhookConfiguration"
            ? Rules(item.Json)
            : [];

    /// <param name="plural">The kind's name in paths, as <c>deployments</c>.</param>
    public bool Concerns(ObjectName item, string plural) =>
        (Has(Groups, item.Group) && Has(Resources, plural))
        || (MakePods.Contains(item.Kind) && Has(Groups, "") && Has(Resources, "pods"));

    private static bool Has(IReadOnlySet<string> names, string name) => names.Contains("*") || names.Contains(name);

    private static IEnumerable<WebhookRule> Rules(JsonObject configuration) =>
        Objects(configuration["webhooks"])
            .SelectMany(webhook => Objects(webhook["rules"]))
            .Select(rule => new WebhookRule(
                Texts(rule["apiGroups"]),
                Texts(rule["resources"]).Select(name => name == "*/*" ? "*" : name).ToHashSet(StringComparer.Ordinal)
            ));

    private static IEnumerable<JsonObject> Objects(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();

    private static HashSet<string> Texts(JsonNode? list) =>
        (list as JsonArray ?? [])
            .OfType<JsonValue>()
            .Select(one => one.TryGetValue<string>(out var text) ? text : "")
            .ToHashSet(StringComparer.Ordinal);
}
