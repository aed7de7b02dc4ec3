using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Import;
using Xunit;

namespace ReleaseManager.Core.Tests.Import;

public sealed class CrdFormTests
{
    [Theory]
    [InlineData("v1", "v1")]
    [InlineData("v1beta1", "v1beta1")]
    public void A_definition_is_written_in_the_form_in_which_it_was_saved(string saved, string written) =>
        Assert.Equal(written, CrdForm.ResourceOf(Definition(saved, "{}")).Version);

    [Fact]
    public void What_v1_takes_is_written_as_it_was_saved()
    {
        var saved = Definition(
            "v1",
            """{"preserveUnknownFields":false,"versions":[{"name":"v1","schema":{"openAPIV3Schema":{"type":"object"}}}]}"""
        );
        Assert.True(
            JsonNode.DeepEquals(
                Definition("v1", """{"versions":[{"name":"v1","schema":{"openAPIV3Schema":{"type":"object"}}}]}"""),
                CrdForm.ToWrite(saved)
            )
        );
    }

    [Fact]
    public void What_v1_only_shows_says_by_schemas_that_it_keeps_every_field()
    {
        var saved = Definition(
            "v1",
            """{"preserveUnknownFields":true,"versions":[{"name":"a"},{"name":"b","schema":{"openAPIV3Schema":{"type":"object"}}}]}"""
        );
        var written = CrdForm.ToWrite(saved);
        const string Schema = """{"type":"object","x-kubernetes-preserve-unknown-fields":true}""";
        Assert.True(
            JsonNode.DeepEquals(
                Definition(
                    "v1",
                    "{\"versions\":[{\"name\":\"a\",\"schema\":{\"openAPIV3Schema\":"
                        + Schema
                        + "}},{\"name\":\"b\",\"schema\":{\"openAPIV3Schema\":"
                        + Schema
                        + "}}]}"
                ),
                written
            ),
            written.ToJsonString()
        );
        Assert.True(saved["spec"]!["preserveUnknownFields"]!.GetValue<bool>());
    }

    [Fact]
    public void A_beta_definition_is_left_as_it_is()
    {
        var saved = Definition("v1beta1", """{"preserveUnknownFields":true,"versions":[{"name":"a"}]}""");
        Assert.True(JsonNode.DeepEquals(saved, CrdForm.ToWrite(saved)));
        Assert.Equal(KnownResources.CustomResourceDefinitionsBeta, CrdForm.ResourceOf(saved));
    }

    private static JsonObject Definition(string version, string spec) =>
        new()
        {
            ["apiVersion"] = $"apiextensions.k8s.io/{version}",
            ["kind"] = "CustomResourceDefinition",
            ["spec"] = JsonNode.Parse(spec),
        };
}
