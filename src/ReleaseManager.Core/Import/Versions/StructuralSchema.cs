using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Versions;

/// <summary>
/// Makes schemas of custom resources structural, the only ones that v1 takes: every field has a type, and rules below <c>allOf</c>,
/// <c>anyOf</c>, <c>oneOf</c> and <c>not</c> say nothing but which values are right. What cannot be said that way is let go, never
/// tightened. A structural schema stays as it is. After ValidateStructural of k8s.io/apiextensions-apiserver.
/// </summary>
/// <param name="keepsUnknown">Whether objects keep fields that the schema does not name.</param>
internal sealed class StructuralSchema(bool keepsUnknown)
{
    /// <summary>The member by which a schema says that fields which it does not name are kept.</summary>
    public const string Open = "x-kubernetes-preserve-unknown-fields";

    private const string IntOrString = "x-kubernetes-int-or-string";

    private static readonly string[] Unsupported =
    [
        "$ref",
        "$schema",
        "id",
        "definitions",
        "dependencies",
        "patternProperties",
        "additionalItems",
    ];

    /// <summary>At how many places a rule was let go.</summary>
    public int Lost { get; private set; }

    public void Make(JsonObject schema)
    {
        Type(schema, isRoot: true);
        Identity(schema);
        Node(schema, isRoot: true);
    }

    private void Node(JsonObject schema, bool isRoot)
    {
        foreach (var member in Unsupported)
        {
            Lost += schema.Take(member) is null ? 0 : 1;
        }

        if (schema["uniqueItems"].IsTrue())
        {
            schema.Remove("uniqueItems");
            Lost++;
        }

        Type(schema, isRoot);
        if (schema[IntOrString].IsTrue())
        {
            return;
        }

        Map(schema, isRoot);
        foreach (var (name, field) in schema.Object("properties") ?? [])
        {
            if (field is JsonObject inner && !(isRoot && name == "metadata"))
            {
                Node(inner, isRoot: false);
            }
        }

        if (schema.Object("additionalProperties") is { } values)
        {
            Node(values, isRoot: false);
        }

        List(schema);
        Lost += SchemaRules.Trim(schema);
        if (keepsUnknown && schema["type"].Text() == "object" && !schema.Has("additionalProperties"))
        {
            schema[Open] = true;
        }
    }

    private static void Type(JsonObject schema, bool isRoot)
    {
        if (isRoot)
        {
            schema["type"] = "object";
        }
        else if (schema["type"].Text() is { Length: > 0 } || schema[IntOrString].IsTrue() || schema[Open].IsTrue())
        {
            return;
        }
        else if (SchemaRules.MeansIntOrString(schema))
        {
            schema.Remove("anyOf");
            schema.Remove("oneOf");
            schema[IntOrString] = true;
        }
        else if (schema.Has("properties") || schema.Has("additionalProperties"))
        {
            schema["type"] = "object";
        }
        else if (schema.Has("items"))
        {
            schema["type"] = "array";
        }
        else
        {
            schema[Open] = true;
        }
    }

    private void Map(JsonObject schema, bool isRoot)
    {
        var values = schema["additionalProperties"];
        if (values is null || (values is JsonObject && !isRoot && schema.Object("properties") is not { Count: > 0 }))
        {
            return;
        }

        // As true it would keep the values of such fields and drop what is in them.
        schema.Remove("additionalProperties");
        Lost += values.IsTrue() ? 0 : 1;
        if (values is JsonObject || values.IsTrue())
        {
            schema[Open] = true;
        }
    }

    private void List(JsonObject schema)
    {
        if (schema.Object("items") is { } items)
        {
            Node(items, isRoot: false);
        }
        else if (schema["type"].Text() == "array")
        {
            Lost += schema.Has("items") ? 1 : 0;
            schema["items"] = new JsonObject { [Open] = true };
        }
    }

    // What every object has is only named, not described; a schema may limit the name alone.
    private void Identity(JsonObject root)
    {
        if (root.Object("properties") is not { } properties)
        {
            return;
        }

        foreach (var name in (string[])["apiVersion", "kind"])
        {
            if (properties.Object(name) is { } text)
            {
                text["type"] = "string";
            }
        }

        if (properties.Object("metadata") is { } metadata)
        {
            metadata["type"] = "object";
            foreach (var other in metadata.Select(member => member.Key).Except(["type", "properties"]).ToList())
            {
                metadata.Remove(other);
            }

            var names = metadata.Object("properties") ?? [];
            foreach (var other in names.Select(field => field.Key).Except(["name", "generateName"]).ToList())
            {
                names.Remove(other);
                Lost++;
            }
        }
    }
}
