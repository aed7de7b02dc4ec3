using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;

namespace ReleaseManager.Sandbox.Demo;

/// <summary>Compares objects of two clusters without what each server fills in for itself.</summary>
internal static class ComparableObject
{
    private static readonly string[] ServerMetadata =
    [
        "uid",
        "resourceVersion",
        "creationTimestamp",
        "generation",
        "managedFields",
        "selfLink",
    ];

    public static bool Same(JsonObject left, JsonObject right) => JsonNode.DeepEquals(Bare(left), Bare(right));

    /// <summary>A copy without server-filled fields; also how objects are kept as fixtures.</summary>
    public static JsonObject Bare(JsonObject json)
    {
        var copy = json.Copy();
        copy.Remove("status");
        foreach (var name in ServerMetadata)
        {
            copy.Metadata().Remove(name);
        }

        if (copy["spec"] is JsonObject spec)
        {
            BareSpec(copy.TextAt("kind")!, spec);
        }

        return copy;
    }

    private static void BareSpec(string kind, JsonObject spec)
    {
        switch (kind)
        {
            case "Service" when spec.TextAt("clusterIP") != "None":
                spec.Remove("clusterIP");
                spec.Remove("clusterIPs");
                break;
            case "Job" when !spec.TrueAt("manualSelector"):
                spec.Remove("selector");
                foreach (var prefix in new[] { "", "batch.kubernetes.io/" })
                {
                    var labels = spec.At("template", "metadata", "labels") as JsonObject;
                    labels?.Remove($"{prefix}controller-uid");
                    labels?.Remove($"{prefix}job-name");
                }

                break;
            default:
                break;
        }
    }
}
