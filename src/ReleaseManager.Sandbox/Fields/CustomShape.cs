using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;

namespace ReleaseManager.Sandbox.Fields;

/// <summary>The shape of custom resources: what the definition's schema says of lists and maps; unsaid, lists are one value.</summary>
internal sealed class CustomShape(JsonNode? schema, bool root = false) : FieldShape
{
    public override ListRule? List =>
        schema.TextAt("x-kubernetes-list-type") switch
        {
            "set" => ListRule.Set,
            "map" => new ListRule([.. schema.At("x-kubernetes-list-map-keys").Texts()], ""),
            _ => null,
        };

    public override bool Atomic => schema.TextAt("x-kubernetes-map-type") == "atomic";

    public override bool Map => schema.At("properties") is null;

    public override FieldShape Item => new CustomShape(schema.At("items"));

    public override FieldShape Member(string name) =>
        root && name == "metadata"
            ? new BuiltInShape("", [name])
            : new CustomShape(schema.At("properties", name) ?? schema.At("additionalProperties"));
}
