using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Versions;

/// <summary>
/// Webhook configurations before <c>admissionregistration.k8s.io/v1</c> (removed in Kubernetes 1.22): nearly every default changed, so
/// that all of them are said.
/// </summary>
internal static class WebhookVersions
{
    private const string Old = "admissionregistration.k8s.io/v1beta1";
    private const string New = "admissionregistration.k8s.io/v1";

    public static IEnumerable<VersionStep> Steps =>
        [
            VersionStep.Of("MutatingWebhookConfiguration", Old, New, ToV1),
            VersionStep.Of("ValidatingWebhookConfiguration", Old, New, ToV1),
        ];

    private static void ToV1(JsonObject item, ConversionNotes notes)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var webhook in item.Objects("webhooks"))
        {
            notes.Keep(webhook, "failurePolicy", "Ignore");
            notes.Keep(webhook, "matchPolicy", "Exact");
            notes.Keep(webhook, "timeoutSeconds", 30);
            if (webhook["admissionReviewVersions"] is not JsonArray { Count: > 0 })
            {
                webhook.Remove("admissionReviewVersions");
                notes.Keep(webhook, "admissionReviewVersions", new JsonArray("v1beta1"));
            }

            if (webhook["sideEffects"].Text() is not ("None" or "NoneOnDryRun"))
            {
                webhook["sideEffects"] = "NoneOnDryRun";
                notes.Add(
                    "sideEffects is NoneOnDryRun, as v1 takes none without: dry runs, which were refused, now ask the webhook"
                );
            }

            if (webhook["name"].Text() is { } name && !names.Add(name))
            {
                notes.Refuse($"v1 wants every webhook to have a name of its own, and several are called {name}");
            }
        }
    }
}
