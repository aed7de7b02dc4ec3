using System.Text.Json.Nodes;
using ReleaseManager.Core.Import.Versions;
using Xunit;

namespace ReleaseManager.Core.Tests.Import.Versions;

/// <summary>That the API server agrees is shown in the lab.</summary>
public sealed class StructuralSchemaTests
{
    private const string Open = """{"x-kubernetes-preserve-unknown-fields":true}""";

    [Theory]
    [InlineData(
        """{"properties":{"a":{"type":"string"}}}""",
        """{"properties":{"a":{"type":"string"}},"type":"object"}""",
        0
    )]
    [InlineData("""{"items":{"type":"string"}}""", """{"items":{"type":"string"},"type":"array"}""", 0)]
    [InlineData("{}", Open, 0)]
    [InlineData("""{"enum":[1,"a"]}""", """{"enum":[1,"a"],"x-kubernetes-preserve-unknown-fields":true}""", 0)]
    [InlineData(
        """{"type":"array"}""",
        """{"type":"array","items":{"x-kubernetes-preserve-unknown-fields":true}}""",
        0
    )]
    [InlineData("""{"oneOf":[{"type":"string"},{"type":"integer"}]}""", """{"x-kubernetes-int-or-string":true}""", 0)]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"array"}]}""", Open, 1)]
    [InlineData(
        """{"type":"object","additionalProperties":true}""",
        """{"type":"object","x-kubernetes-preserve-unknown-fields":true}""",
        0
    )]
    [InlineData("""{"type":"object","additionalProperties":false}""", """{"type":"object"}""", 1)]
    [InlineData(
        """{"type":"object","additionalProperties":{"type":"string"}}""",
        """{"type":"object","additionalProperties":{"type":"string"}}""",
        0
    )]
    [InlineData(
        """{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":true}""",
        """{"type":"object","properties":{"a":{"type":"string"}},"x-kubernetes-preserve-unknown-fields":true}""",
        0
    )]
    [InlineData(
        """{"type":"object","properties":{"a":{"type":"string"}},"anyOf":[{"description":"d","type":"object","required":["a"]}]}""",
        """{"type":"object","properties":{"a":{"type":"string"}},"anyOf":[{"required":["a"]}]}""",
        0
    )]
    [InlineData("""{"type":"object","not":{"properties":{"b":{"minLength":1}}}}""", """{"type":"object"}""", 1)]
    [InlineData("""{"$ref":"#/definitions/a"}""", Open, 1)]
    public void A_field_of_a_schema_becomes_structural(string field, string expected, int lost)
    {
        var schema = InSpec(field);
        var structural = new StructuralSchema(keepsUnknown: false);

        structural.Make(schema);

        Assert.True(JsonNode.DeepEquals(InSpec(expected), schema), schema.ToJsonString());
        Assert.Equal(lost, structural.Lost);
    }

    [Fact]
    public void Where_unknown_fields_are_kept_every_object_says_so_but_none_below_a_map_of_scalars()
    {
        var schema = InSpec(
            """{"type":"array","items":{"type":"object","properties":{"m":{"type":"object","additionalProperties":{"type":"string"}}}}}"""
        );

        new StructuralSchema(keepsUnknown: true).Make(schema);

        var expected = JsonNode.Parse(
            """
            {"type":"object","x-kubernetes-preserve-unknown-fields":true,"properties":{"spec":{"type":"array","items":
            {"type":"object","x-kubernetes-preserve-unknown-fields":true,"properties":{"m":{"type":"object","additionalProperties":{"type":"string"}}}}}}}
            """
        );
        Assert.True(JsonNode.DeepEquals(expected, schema), schema.ToJsonString());
    }

    [Fact]
    public void Of_the_metadata_only_the_name_is_described()
    {
        var schema = (JsonObject)
            JsonNode.Parse(
                """
                {"properties":{"kind":{},"apiVersion":{"description":"a"},
                "metadata":{"description":"m","properties":{"name":{"type":"string","maxLength":5},"labels":{"type":"object"}}}}}
                """
            )!;

        new StructuralSchema(keepsUnknown: true).Make(schema);

        var expected = JsonNode.Parse(
            """
            {"type":"object","x-kubernetes-preserve-unknown-fields":true,
            "properties":{"kind":{"type":"string"},"apiVersion":{"description":"a","type":"string"},
            "metadata":{"type":"object","properties":{"name":{"type":"string","maxLength":5}}}}}
            """
        );
        Assert.True(JsonNode.DeepEquals(expected, schema), schema.ToJsonString());
    }

    private static JsonObject InSpec(string field) =>
        new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["spec"] = JsonNode.Parse(field) },
        };
}
