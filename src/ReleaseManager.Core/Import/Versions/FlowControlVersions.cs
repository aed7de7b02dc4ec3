using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Import.Versions;

/// <summary>
/// Priority and fairness before <c>flowcontrol.apiserver.k8s.io/v1</c> (v1beta1 was removed in Kubernetes 1.26, v1beta2 in 1.29, v1beta3
/// in 1.32). The shares of a level changed their name, and 0 became a number where it had meant the default.
/// </summary>
internal static class FlowControlVersions
{
    private const string Group = "flowcontrol.apiserver.k8s.io";
    private const string Level = "PriorityLevelConfiguration";

    // PriorityLevelPreserveZeroConcurrencySharesKey of k8s.io/api/flowcontrol/v1beta3; v1 refuses it.
    private const string ZeroCounts = "flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares";

    public static IEnumerable<VersionStep> Steps =>
        [
            .. VersionStep.Renamed(Group, ["v1alpha1", "v1beta1", "v1beta2", "v1beta3", "v1"], "FlowSchema"),
            .. VersionStep.Renamed(Group, ["v1alpha1", "v1beta1", "v1beta2"], Level),
            VersionStep.Of(Level, $"{Group}/v1beta2", $"{Group}/v1beta3", RenameShares),
            VersionStep.Of(Level, $"{Group}/v1beta3", $"{Group}/v1", CountZero),
        ];

    private static void RenameShares(JsonObject item, ConversionNotes notes)
    {
        if (item.Object("spec").Object("limited") is { } limited)
        {
            limited.Move("assuredConcurrencyShares", limited, "nominalConcurrencyShares");
        }
    }

    private static void CountZero(JsonObject item, ConversionNotes notes)
    {
        var zeroCounts = item.Object("metadata").Object("annotations")?.Remove(ZeroCounts) ?? false;
        if (
            !zeroCounts
            && item.Object("spec").Object("limited") is { } limited
            && limited["nominalConcurrencyShares"] is JsonValue shares
            && shares.ToJsonString() == "0"
        )
        {
            limited.Remove("nominalConcurrencyShares");
            notes.Keep(limited, "nominalConcurrencyShares", 30);
        }
    }
}
