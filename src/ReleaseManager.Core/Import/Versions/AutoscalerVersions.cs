using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Import.Versions;

/// <summary>
/// HorizontalPodAutoscaler before <c>autoscaling/v2</c> (v2beta1 was removed in Kubernetes 1.25, v2beta2 in 1.26). In v2beta1 the type
/// of a target followed from which value was given; since v2beta2 it is said.
/// </summary>
internal static class AutoscalerVersions
{
    private const string Kind = "HorizontalPodAutoscaler";

    public static IEnumerable<VersionStep> Steps =>
        [
            VersionStep.Of(Kind, "autoscaling/v2beta1", "autoscaling/v2beta2", ToV2Beta2),
            VersionStep.Of(Kind, "autoscaling/v2beta2", "autoscaling/v2"),
        ];

    private static void ToV2Beta2(JsonObject item, ConversionNotes notes)
    {
        // Nobody reads a manifest's status, and this one would be of the old form.
        item.Remove("status");
        foreach (var metric in item.Object("spec").Objects("metrics"))
        {
            foreach (var name in (string[])["resource", "containerResource"])
            {
                if (metric.Object(name) is { } resource)
                {
                    Resource(resource);
                }
            }

            if (metric.Object("pods") is { } pods)
            {
                Identify(pods, "selector");
                Aim(pods, "AverageValue", ("targetAverageValue", "averageValue"));
            }

            if (metric.Object("external") is { } external)
            {
                var type = external.Has("targetValue") ? "Value" : "AverageValue";
                Identify(external, "metricSelector");
                Aim(external, type, ("targetValue", "value"), ("targetAverageValue", "averageValue"));
            }

            if (metric.Object("object") is { } found)
            {
                found.Move("target", found, "describedObject");
                Identify(found, "selector");
                var type = found.Has("averageValue") ? "AverageValue" : "Value";
                Aim(found, type, ("targetValue", "value"), ("averageValue", "averageValue"));
            }
        }
    }

    private static void Resource(JsonObject source) =>
        Aim(
            source,
            source.Has("targetAverageUtilization") ? "Utilization" : "AverageValue",
            ("targetAverageUtilization", "averageUtilization"),
            ("targetAverageValue", "averageValue")
        );

    private static void Identify(JsonObject source, string selector)
    {
        var metric = new JsonObject();
        source.Move("metricName", metric, "name");
        source.Move(selector, metric, "selector");
        source["metric"] = metric;
    }

    private static void Aim(JsonObject source, string type, params (string Old, string New)[] values)
    {
        var target = new JsonObject { ["type"] = type };
        foreach (var (old, name) in values)
        {
            source.Move(old, target, name);
        }

        source["target"] = target;
    }
}
