using System.Text.Json.Nodes;
using ReleaseManager.Core.Import.Versions;
using Xunit;

namespace ReleaseManager.Lab.Versions;

/// <summary>
/// Definitions that keep unknown fields, whose schemas may be anything, differ in v1 by intent. The API server must take them, and keep of a
/// custom object what it kept before.
/// </summary>
public sealed class DefinitionOracleTests(VersionCluster cluster) : IClassFixture<VersionCluster>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("none", "null", """{"spec":{"any":[1,{"b":null}]},"other":1}""")]
    [InlineData(
        "untyped",
        """{"properties":{"spec":{"properties":{"size":{"minimum":1}}}}}""",
        """{"spec":{"size":2,"more":{"a":1}},"other":{"b":[2]}}"""
    )]
    [InlineData(
        "nested",
        """{"type":"object","properties":{"spec":{"type":"object","properties":{"list":{"type":"array","items":{"type":"object","properties":{"a":{"type":"string"}}}}}}}}""",
        """{"spec":{"list":[{"a":"x","b":{"c":1}}],"d":1}}"""
    )]
    [InlineData(
        "port",
        """{"properties":{"spec":{"properties":{"port":{"oneOf":[{"type":"string"},{"type":"integer"}]},"either":{"anyOf":[{"type":"string"},{"type":"array"}]}}}}}""",
        """{"spec":{"port":"http","either":["a"]}}"""
    )]
    [InlineData(
        "lists",
        """{"properties":{"spec":{"properties":{"a":{"type":"array"},"m":{"additionalProperties":{"properties":{"x":{"type":"string"}}}},"e":{"type":"object","additionalProperties":true}}}}}""",
        """{"spec":{"a":[1,"b",{"c":2}],"m":{"k":{"x":"y","z":1}},"e":{"f":{"g":1}}}}"""
    )]
    [InlineData(
        "rules",
        """{"properties":{"spec":{"type":"object","properties":{"a":{"type":"string"}},"oneOf":[{"required":["a"],"properties":{"a":{"type":"string","minLength":1}}},{"required":["b"]}],"not":{"properties":{"c":{"type":"string"}},"required":["c"]}}}}""",
        """{"spec":{"a":"x","d":1}}"""
    )]
    [InlineData(
        "embedded",
        """{"type":"object","properties":{"spec":{"type":"object","properties":{"pod":{"type":"object","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true}}}}}""",
        """{"spec":{"pod":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","labels":{"a":"b"}},"spec":{"x":1}},"b":1}}"""
    )]
    [InlineData(
        "identity",
        """{"properties":{"apiVersion":{"description":"d"},"kind":{},"metadata":{"description":"m","properties":{"labels":{"type":"object"}}},"status":{"type":"object"}}}""",
        """{"status":{"a":1},"x":1}"""
    )]
    public async Task A_definition_that_keeps_unknown_fields_is_taken_and_goes_on_keeping_them(
        string name,
        string schema,
        string content
    )
    {
        await cluster.StartAsync();
        var (old, saved) = (Definition($"{name}.server", schema), Definition($"{name}.ours", schema));

        var verdict = ServedVersion.Find(saved, (_, version, _) => version == "v1");

        await cluster.CreateAsync(old);
        await cluster.CreateAsync(verdict.Object!);
        Assert.Equal(
            (await KeptAsync($"{name}.server", content)).ToJsonString(),
            (await KeptAsync($"{name}.ours", content)).ToJsonString()
        );
    }

    private async Task<JsonObject> KeptAsync(string group, string content)
    {
        var item = JsonNode.Parse(content)!.AsObject();
        item["apiVersion"] = $"{group}.acme.example/v1";
        item["kind"] = "Widget";
        item["metadata"] = new JsonObject { ["name"] = "w" };
        var path = $"/apis/{group}.acme.example/v1/widgets";
        await Poll.UntilAsync(
            $"widgets of {group}",
            TimeSpan.FromSeconds(30),
            async inner => await cluster.Api.CreateAsync(path, item, inner) is not null,
            stop: Stop
        );
        var found = await cluster.Api.GetAsync($"{path}/w", Stop);
        foreach (var member in (string[])["apiVersion", "metadata"])
        {
            found!.Remove(member);
        }

        return found!;
    }

    private static JsonObject Definition(string group, string schema) =>
        JsonNode
            .Parse(
                $$"""
                {
                  "apiVersion": "apiextensions.k8s.io/v1beta1",
                  "kind": "CustomResourceDefinition",
                  "metadata": {"name": "widgets.{{group}}.acme.example"},
                  "spec": {
                    "group": "{{group}}.acme.example",
                    "version": "v1",
                    "scope": "Cluster",
                    "names": {"kind": "Widget", "plural": "widgets"},
                    "subresources": {"status": {} },
                    "validation": {"openAPIV3Schema": {{schema}}}
                  }
                }
                """
            )!
            .AsObject();
}
