using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Versions;

/// <summary>
/// Rules of a schema below <c>allOf</c>, <c>anyOf</c>, <c>oneOf</c> and <c>not</c>. In a structural schema they describe nothing: no type and no text,
/// and only of fields that are described outside of them.
/// </summary>
internal static class SchemaRules
{
    private static readonly string[] Junctors = ["allOf", "anyOf", "oneOf", "not"];

    // They change no value's validity.
    private static readonly string[] Texts = ["description", "title", "externalDocs", "example"];

    private static readonly string[] Described =
    [
        "additionalProperties",
        "default",
        "nullable",
        "$ref",
        "$schema",
        "id",
        "definitions",
        "dependencies",
        "patternProperties",
        "additionalItems",
    ];

    /// <summary>Whether a schema without a type lets be integers and strings and says no more.</summary>
    public static bool MeansIntOrString(JsonObject schema) =>
        ((string[])["anyOf", "oneOf"]).Any(junctor =>
            schema[junctor] is JsonArray { Count: 2 } choice
            && choice
                .Select(each => each is JsonObject { Count: 1 } one ? one["type"].Text() : null)
                .Order(StringComparer.Ordinal)
                .SequenceEqual(["integer", "string"])
        );

    /// <summary>Takes out texts and repeated types, and the rules that describe anything else.</summary>
    /// <returns>How many rules were taken out.</returns>
    public static int Trim(JsonObject schema)
    {
        var lost = 0;
        foreach (var junctor in Junctors.Where(schema.Has))
        {
            if (!Rules(schema, junctor).All(rule => rule is JsonObject one && Fits(one, schema)))
            {
                schema.Remove(junctor);
                lost++;
                continue;
            }

            foreach (var rule in Rules(schema, junctor))
            {
                Strip((JsonObject)rule!);
            }
        }

        return lost;
    }

    private static List<JsonNode?> Rules(JsonObject schema, string junctor) =>
        schema[junctor] is JsonArray several ? [.. several] : [schema[junctor]];

    private static bool Fits(JsonObject rule, JsonObject described)
    {
        if (
            (rule["type"].Text() is { } type && type != described["type"].Text())
            || rule.Any(member =>
                Described.Contains(member.Key) || member.Key.StartsWith("x-kubernetes-", StringComparison.Ordinal)
            )
        )
        {
            return false;
        }

        if (rule.Has("items") && !(rule.Object("items") is { } items && FitsInto(items, described.Object("items"))))
        {
            return false;
        }

        var fields = described.Object("properties");
        return (rule.Object("properties") ?? []).All(field =>
                field.Key != "metadata" && field.Value is JsonObject inner && FitsInto(inner, fields.Object(field.Key))
            )
            && Junctors
                .Where(rule.Has)
                .SelectMany(junctor => Rules(rule, junctor))
                .All(each => each is JsonObject nested && Fits(nested, described));
    }

    private static bool FitsInto(JsonObject rule, JsonObject? described) =>
        described is not null && Fits(rule, described);

    private static void Strip(JsonObject rule)
    {
        rule.Remove("type");
        foreach (var text in Texts)
        {
            rule.Remove(text);
        }

        var inner = (rule.Object("properties") ?? [])
            .Select(field => field.Value)
            .Append(rule["items"])
            .Concat(Junctors.Where(rule.Has).SelectMany(junctor => Rules(rule, junctor)));
        foreach (var nested in inner.OfType<JsonObject>().ToList())
        {
            Strip(nested);
        }
    }
}
