using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Versions;

/// <summary>
/// CustomResourceDefinition before <c>apiextensions.k8s.io/v1</c> (removed in Kubernetes 1.22): schema, columns and subresources stood
/// once for all versions, and fields that no schema names were kept unless a definition said otherwise.
/// </summary>
internal static class DefinitionVersions
{
    public static IEnumerable<VersionStep> Steps =>
        [VersionStep.Of("CustomResourceDefinition", "apiextensions.k8s.io/v1beta1", "apiextensions.k8s.io/v1", ToV1)];

    private static void ToV1(JsonObject item, ConversionNotes notes)
    {
        var spec = item.Within("spec");
        notes.Keep(spec, "scope", "Namespaced");
        var only = spec.Take("version");
        if (spec["versions"] is not JsonArray { Count: > 0 } && only is not null)
        {
            spec["versions"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = only,
                    ["served"] = true,
                    ["storage"] = true,
                }
            );
        }

        ForEachVersion(spec, "validation", "schema");
        ForEachVersion(spec, "subresources", "subresources");
        ForEachVersion(spec, "additionalPrinterColumns", "additionalPrinterColumns");
        foreach (var column in spec.Objects("versions").SelectMany(each => each.Objects("additionalPrinterColumns")))
        {
            column.Move("JSONPath", column, "jsonPath");
        }

        Conversion(spec, notes);
        if (!spec.Has("preserveUnknownFields"))
        {
            spec["preserveUnknownFields"] = true;
        }

        Complete(item, notes);
    }

    /// <summary>
    /// Adds to a definition of v1 what v1 wants of a new one and not of one that came by way of v1beta1: structural schemas, which also
    /// say that unknown fields are kept where the definition did, and a word on the approval of groups that belong to Kubernetes.
    /// </summary>
    public static void Complete(JsonObject item, ConversionNotes notes)
    {
        var spec = item.Within("spec");
        var keepsUnknown = spec.Take("preserveUnknownFields").IsTrue();
        if (keepsUnknown || spec.Objects("versions").Any(version => Schema(version) is null))
        {
            Schemas(spec, keepsUnknown, notes);
        }

        Approve(item, spec, notes);
    }

    private static void Schemas(JsonObject spec, bool keepsUnknown, ConversionNotes notes)
    {
        var schemas = new StructuralSchema(keepsUnknown);
        foreach (var version in spec.Objects("versions"))
        {
            if (Schema(version) is not { } schema)
            {
                schema = new JsonObject { ["type"] = "object", [StructuralSchema.Open] = true };
                version.Within("schema")["openAPIV3Schema"] = schema;
            }

            schemas.Make(schema);
        }

        notes.Add("its schemas say that fields which they do not name are kept, as they were");
        if (schemas.Lost > 0)
        {
            notes.Add(
                $"rules of its schemas that v1 does not take are left out, in {schemas.Lost} places: more values are valid"
            );
        }
    }

    private static JsonObject? Schema(JsonObject version) => version.Object("schema").Object("openAPIV3Schema");

    private static void ForEachVersion(JsonObject spec, string member, string name)
    {
        if (spec.Take(member) is { } shared)
        {
            foreach (var version in spec.Objects("versions").Where(version => !version.Has(name)))
            {
                version[name] = shared.DeepClone();
            }
        }
    }

    private static void Conversion(JsonObject spec, ConversionNotes notes)
    {
        if (spec.Object("conversion") is not { } conversion)
        {
            return;
        }

        var webhook = new JsonObject();
        conversion.Move("webhookClientConfig", webhook, "clientConfig");
        var versions = conversion.Take("conversionReviewVersions");
        if (conversion["strategy"].Text() != "Webhook")
        {
            return;
        }

        if (versions is JsonArray { Count: > 0 })
        {
            webhook["conversionReviewVersions"] = versions;
        }

        notes.Keep(webhook, "conversionReviewVersions", new JsonArray("v1beta1"));
        conversion["webhook"] = webhook;
    }

    // https://github.com/kubernetes/enhancements/pull/1111: without the annotation v1 refuses such a group.
    private static void Approve(JsonObject item, JsonObject spec, ConversionNotes notes)
    {
        const string annotation = "api-approved.kubernetes.io";
        var group = $".{spec["group"].Text()}";
        var isProtected =
            group.EndsWith(".k8s.io", StringComparison.Ordinal)
            || group.EndsWith(".kubernetes.io", StringComparison.Ordinal);
        if (isProtected && item.Object("metadata").Object("annotations")?[annotation].Text() is null or "")
        {
            item.Within("metadata").Within("annotations")[annotation] =
                "unapproved, written before approval was asked for";
            notes.Add($"annotation {annotation} says that its group, which belongs to Kubernetes, is not approved");
        }
    }
}
