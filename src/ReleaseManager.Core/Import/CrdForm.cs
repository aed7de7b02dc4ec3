using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;

namespace ReleaseManager.Core.Import;

/// <summary>
/// In which form a saved custom resource definition is written. One that was made by way of v1beta1 may lack schemas and keep unknown
/// fields everywhere; v1 shows that and never takes it.
/// </summary>
internal static class CrdForm
{
    /// <summary>The resource by which a saved definition has to be written.</summary>
    public static ApiResource ResourceOf(JsonObject saved) =>
        saved["apiVersion"]?.GetValue<string>() == "apiextensions.k8s.io/v1beta1"
            ? KnownResources.CustomResourceDefinitionsBeta
            : KnownResources.CustomResourceDefinitions;

    /// <summary>
    /// What is sent. A definition that a cluster without v1beta1 still held from older days says by schemas, as v1 wants it, what it
    /// said without: that every field is kept.
    /// </summary>
    public static JsonObject ToWrite(JsonObject saved)
    {
        var body = (JsonObject)saved.DeepClone();
        if (
            ResourceOf(saved) == KnownResources.CustomResourceDefinitionsBeta
            || body["spec"] is not JsonObject spec
            || spec["versions"] is not JsonArray versions
        )
        {
            return body;
        }

        var keepsUnknown =
            spec["preserveUnknownFields"] is JsonValue value && value.TryGetValue<bool>(out var on) && on;
        spec.Remove("preserveUnknownFields");
        foreach (var version in versions.OfType<JsonObject>())
        {
            if (version["schema"]?["openAPIV3Schema"] is not JsonObject schema)
            {
                schema = new JsonObject { ["type"] = "object" };
                version["schema"] = new JsonObject { ["openAPIV3Schema"] = schema };
                KeepUnknown(schema);
            }
            else if (keepsUnknown)
            {
                KeepUnknown(schema);
            }
        }

        return body;
    }

    private static void KeepUnknown(JsonObject schema) => schema["x-kubernetes-preserve-unknown-fields"] = true;
}
