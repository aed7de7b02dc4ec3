using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Rewrite;

/// <summary>
/// Moves objects to other namespaces by their structure: where they stand, which service accounts a role binding means, which service a webhook,
/// an API service or a CRD's conversion calls. Text is never touched; <see cref="NamespaceMentions"/> finds what is left there.
/// </summary>
/// <param name="targets">From each namespace that moves to where it moves.</param>
internal sealed class NamespaceChange(IReadOnlyDictionary<string, string> targets) : IObjectChange
{
    private const string OneAccount = "system:serviceaccount:";
    private const string AllAccounts = "system:serviceaccounts:";

    public bool MayConcern(ReadOnlySpan<byte> body) => true;

    public JsonObject? Apply(JsonObject item, RewriteNotes notes)
    {
        var changed = (JsonObject)item.DeepClone();
        var places = new List<string>();
        Move(changed["metadata"], "namespace", "/metadata/namespace");
        switch (ObjectText.Group(item), ObjectText.Kind(item))
        {
            case ("", "Namespace"):
                Move(changed["metadata"], "name", "/metadata/name");
                break;
            case ("rbac.authorization.k8s.io", "RoleBinding" or "ClusterRoleBinding"):
                EachOf("subjects", MoveSubject);
                break;
            case ("admissionregistration.k8s.io", "MutatingWebhookConfiguration" or "ValidatingWebhookConfiguration"):
                EachOf("webhooks", (hook, path) => MoveService(hook["clientConfig"], $"{path}/clientConfig"));
                break;
            case ("apiregistration.k8s.io", "APIService"):
                MoveService(changed["spec"], "/spec");
                break;
            case ("apiextensions.k8s.io", "CustomResourceDefinition"):
                var conversion = changed.At("spec", "conversion");
                MoveService(conversion.At("webhook", "clientConfig"), "/spec/conversion/webhook/clientConfig");
                MoveService(conversion.At("webhookClientConfig"), "/spec/conversion/webhookClientConfig");
                break;
            default:
                break;
        }

        if (places.Count == 0)
        {
            return item;
        }

        // Where an object stands goes without saying: all of them move.
        foreach (var path in places.Where(path => path != "/metadata/namespace"))
        {
            notes.Change($"{ObjectText.Describe(changed)}: {path} follows the namespace");
        }

        return changed;

        void Move(JsonNode? parent, string member, string path)
        {
            if (parent is JsonObject json && json[member].Text() is { } name && targets.TryGetValue(name, out var to))
            {
                json[member] = to;
                places.Add(path);
            }
        }

        void EachOf(string list, Action<JsonObject, string> change)
        {
            foreach (
                var (entry, at) in (changed[list] as JsonArray ?? []).Select((entry, at) => (entry as JsonObject, at))
            )
            {
                if (entry is not null)
                {
                    change(entry, $"/{list}/{at}");
                }
            }
        }

        void MoveService(JsonNode? client, string path) =>
            Move(client.At("service"), "namespace", $"{path}/service/namespace");

        void MoveSubject(JsonObject subject, string path)
        {
            Move(subject, "namespace", $"{path}/namespace");
            if (subject["name"].Text() is { } name && Moved(name) is { } moved)
            {
                subject["name"] = moved;
                places.Add($"{path}/name");
            }
        }
    }

    /// <summary>The user or the group by which Kubernetes knows service accounts of a namespace; null where it is none that moves.</summary>
    private string? Moved(string subject)
    {
        if (subject.StartsWith(AllAccounts, StringComparison.Ordinal))
        {
            return targets.TryGetValue(subject[AllAccounts.Length..], out var all) ? AllAccounts + all : null;
        }

        return
            subject.StartsWith(OneAccount, StringComparison.Ordinal)
            && subject[OneAccount.Length..].Split(':') is [var from, var account]
            && targets.TryGetValue(from, out var to)
            ? $"{OneAccount}{to}:{account}"
            : null;
    }
}
