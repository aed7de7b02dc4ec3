using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Import;
using Xunit;

namespace ReleaseManager.Core.Tests.Import;

public sealed class CrdFormTests
{
    private static readonly ApiCatalog Old = new([
        KnownResources.CustomResourceDefinitions,
        KnownResources.CustomResourceDefinitionsBeta,
    ]);

    private static readonly ApiCatalog Current = new([KnownResources.CustomResourceDefinitions]);

    [Theory]
    [InlineData("v1")]
    [InlineData("v1beta1")]
    public void A_cluster_that_serves_both_versions_gets_a_definition_as_it_was_saved(string saved)
    {
        var form = CrdForm.For(Definition(saved, "{}"), Old)!;

        Assert.Equal(saved, form.Resource.Version);
        Assert.Empty(form.Notes);
    }

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
                CrdForm.For(saved, Current)!.Body
            )
        );
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v1beta1")]
    public void What_v1_only_shows_says_by_schemas_that_it_keeps_every_field(string version)
    {
        var saved = Definition(
            version,
            """{"scope":"Cluster","preserveUnknownFields":true,"versions":[{"name":"a"},{"name":"b","schema":{"openAPIV3Schema":{"type":"object"}}}]}"""
        );
        var form = CrdForm.For(saved, Current)!;
        const string Schema = """{"type":"object","x-kubernetes-preserve-unknown-fields":true}""";
        Assert.True(
            JsonNode.DeepEquals(
                Definition(
                    "v1",
                    "{\"scope\":\"Cluster\",\"versions\":[{\"name\":\"a\",\"schema\":{\"openAPIV3Schema\":"
                        + Schema
                        + "}},{\"name\":\"b\",\"schema\":{\"openAPIV3Schema\":"
                        + Schema
                        + "}}]}"
                ),
                form.Body
            ),
            form.Body.ToJsonString()
        );
        Assert.Equal(KnownResources.CustomResourceDefinitions, form.Resource);
        Assert.Contains("kept", Assert.Single(form.Notes), StringComparison.Ordinal);
        Assert.True(saved["spec"]!["preserveUnknownFields"]!.GetValue<bool>());
    }

    [Fact]
    public void A_beta_definition_is_left_as_it_is_where_the_cluster_takes_it()
    {
        var saved = Definition("v1beta1", """{"preserveUnknownFields":true,"versions":[{"name":"a"}]}""");
        var form = CrdForm.For(saved, Old)!;
        Assert.True(JsonNode.DeepEquals(saved, form.Body));
        Assert.Equal(KnownResources.CustomResourceDefinitionsBeta, form.Resource);
    }

    [Fact]
    public void A_cluster_that_only_serves_an_older_version_has_no_form_for_a_newer_definition() =>
        Assert.Null(
            CrdForm.For(Definition("v1", "{}"), new ApiCatalog([KnownResources.CustomResourceDefinitionsBeta]))
        );

    private static JsonObject Definition(string version, string spec) =>
        new()
        {
            ["apiVersion"] = $"apiextensions.k8s.io/{version}",
            ["kind"] = "CustomResourceDefinition",
            ["spec"] = JsonNode.Parse(spec),
        };
}
