using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Versions;

/// <summary>
/// References to other objects by <c>apiVersion</c>, <c>kind</c> and name. An autoscaler that means <c>extensions/v1beta1 Deployment</c> finds
/// nothing in a cluster without that group, however it is written itself.
/// </summary>
internal static class References
{
    private static readonly string[] Scaled = ["scaleTargetRef", "targetRef"];

    public static bool NeedRewrite(JsonObject item, Func<string, string, string, bool> isServed) =>
        In(item).Any(reference => Successor(reference, isServed) is not null);

    /// <summary>Lets references name the served version of what they mean.</summary>
    public static void Rewrite(JsonObject item, Func<string, string, string, bool> isServed, ConversionNotes notes)
    {
        foreach (var reference in In(item))
        {
            if (Successor(reference, isServed) is { } successor)
            {
                reference["apiVersion"] = successor.ApiVersion;
                notes.Add($"its reference to {successor.Kind} {reference["name"].Text()} names {successor.ApiVersion}");
            }
        }
    }

    // The groups of autoscalers: Kubernetes' own, the vertical one's and KEDA's.
    private static IEnumerable<JsonObject> In(JsonObject item)
    {
        var references = item.Object("metadata").Objects("ownerReferences");
        if (item["apiVersion"].Text()?.Split('/')[0] is not ("autoscaling" or "autoscaling.k8s.io" or "keda.sh"))
        {
            return references;
        }

        var spec = item.Object("spec");
        return
        [
            .. references,
            .. Scaled.Select(name => spec.Object(name)).OfType<JsonObject>(),
            .. spec.Objects("metrics")
                .Select(metric => metric.Object("object").Object("describedObject"))
                .OfType<JsonObject>(),
            // The name of the same in v2beta1.
            .. spec.Objects("metrics").Select(metric => metric.Object("object").Object("target")).OfType<JsonObject>(),
        ];
    }

    private static ResourceKind? Successor(JsonObject reference, Func<string, string, string, bool> isServed)
    {
        if (reference["apiVersion"].Text() is not { Length: > 0 } version || reference["kind"].Text() is not { } kind)
        {
            return null;
        }

        var outlook = ServedVersion.Outlook(ResourceKind.Of(version, kind), isServed);
        return outlook.Outcome is VersionOutcome.Converted ? outlook.Kind : null;
    }
}
