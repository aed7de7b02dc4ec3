using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Versions;

/// <summary>
/// PodDisruptionBudget before <c>policy/v1</c> (removed in Kubernetes 1.25). An empty selector meant no Pods there and means all Pods of
/// the namespace in v1; the server itself tells the two apart by a label that no Pod has, and so does this. No selector means no Pods in both.
/// </summary>
internal static class DisruptionBudgetVersions
{
    // policy.PDBV1beta1Label of pkg/apis/policy/helper.go.
    private const string NobodysLabel = "pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match";

    public static IEnumerable<VersionStep> Steps =>
        [VersionStep.Of("PodDisruptionBudget", "policy/v1beta1", "policy/v1", ToV1)];

    private static void ToV1(JsonObject item, ConversionNotes notes)
    {
        if (item.Object("spec") is not { } spec || spec.Object("selector") is not { } selector)
        {
            return;
        }

        if (IsEmpty(selector["matchLabels"]) && IsEmpty(selector["matchExpressions"]))
        {
            selector["matchExpressions"] = new JsonArray(
                new JsonObject { ["key"] = NobodysLabel, ["operator"] = "Exists" }
            );
            notes.Add(
                "its empty selector, which chose no Pods and would choose all of them, is written as one that chooses none"
            );
        }
        else if (IsEmpty(selector["matchLabels"]) && MeansAll(selector))
        {
            spec["selector"] = new JsonObject();
        }
    }

    private static bool IsEmpty(JsonNode? node) => node is null or JsonObject { Count: 0 } or JsonArray { Count: 0 };

    private static bool MeansAll(JsonObject selector) =>
        selector.Objects("matchExpressions").ToList() is [var only]
        && only["key"].Text() == NobodysLabel
        && only["operator"].Text() == "DoesNotExist";
}
