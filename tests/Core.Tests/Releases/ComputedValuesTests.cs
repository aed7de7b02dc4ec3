using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Contracts;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.Tests.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases;

public sealed class ComputedValuesTests
{
    /// <summary>The user's values, the chart's, and what Helm 3 computes.</summary>
    public static TheoryData<string, string, string> Cases =>
        new()
        {
            { "null", "null", "{}" },
            { "{}", """{"a":1}""", """{"a":1}""" },
            { """{"a":2}""", """{"a":1,"b":"x"}""", """{"a":2,"b":"x"}""" },
            { """{"b":{"y":1}}""", """{"a":[1],"b":{"x":0,"y":{"z":1}}}""", """{"a":[1],"b":{"x":0,"y":1}}""" },
            { """{"l":[3]}""", """{"l":[1,2]}""", """{"l":[3]}""" },
            { """{"l":[]}""", """{"l":[1,2]}""", """{"l":[]}""" },
            { """{"a":null}""", """{"a":1,"b":2}""", """{"b":2}""" },
            { """{"a":null}""", """{"a":{"x":1}}""", "{}" },
            { """{"a":null}""", """{"b":1}""", """{"a":null,"b":1}""" },
            { """{"a":{"x":null}}""", """{"a":{"x":1,"y":2}}""", """{"a":{"y":2}}""" },
            { """{"a":{"x":{"z":null}}}""", """{"a":{"x":{"z":1},"y":2}}""", """{"a":{"x":{},"y":2}}""" },
            { """{"a":{"x":null}}""", """{"a":{"y":2}}""", """{"a":{"x":null,"y":2}}""" },
            { """{"a":{"x":null}}""", """{"a":7}""", """{"a":{"x":null}}""" },
            { """{"a":{"x":1}}""", """{"a":"text"}""", """{"a":{"x":1}}""" },
            { """{"a":"text"}""", """{"a":{"x":1}}""", """{"a":"text"}""" },
            { """{"a":{"x":1}}""", """{"a":null}""", """{"a":{"x":1}}""" },
            { "{}", """{"a":null,"b":{"c":null}}""", """{"a":null,"b":{"c":null}}""" },
            { """{"b":{"d":1}}""", """{"b":{"c":null}}""", """{"b":{"c":null,"d":1}}""" },
            { """{"a":false,"b":"","c":0}""", """{"a":true,"b":"x","c":1}""", """{"a":false,"b":"","c":0}""" },
            {
                """{"global":{"b":1}}""",
                """{"global":{"a":1},"sub":{"global":{"a":1}}}""",
                """{"global":{"a":1,"b":1},"sub":{"global":{"a":1}}}"""
            },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_users_values_lie_over_the_charts(string own, string chart, string computed) =>
        Assert.Equal(computed, ComputedValues.Of(Record(own, chart)).ToJsonString());

    [Fact]
    public async Task Real_helm_renders_charts_with_the_very_same_values()
    {
        using var folder = new TemporaryFolder();
        var helm = RealTool.Require("helm", folder.Below("kubeconfig"));
        Directory.CreateDirectory(folder.Below("chart/templates"));
        await WriteAsync("chart/Chart.yaml", "apiVersion: v2\nname: chart\nversion: 1.0.0\n");
        await WriteAsync("chart/templates/a.yaml", "values: {{ toJson .Values }}\n");
        foreach (var (own, chart, computed) in Cases.Select(one => one.Data))
        {
            await WriteAsync("chart/values.yaml", chart);
            await WriteAsync("own.yaml", own);
            var rendered = await helm.RunAsync("template", folder.Below("chart"), "--values", folder.Below("own.yaml"));

            var values = rendered.Split('\n').Single(line => line.StartsWith("values: ", StringComparison.Ordinal));
            Assert.True(
                JsonNode.DeepEquals(JsonNode.Parse(computed), JsonNode.Parse(values["values: ".Length..])),
                $"{own} over {chart}: {values}"
            );
        }

        Task WriteAsync(string name, string text) =>
            File.WriteAllTextAsync(folder.Below(name), text, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Empty_defaults_are_none_in_a_record_of_Helm_4()
    {
        var release = Record("""{"b":{"d":1,"e":null}}""", """{"a":null,"b":{"c":null},"f":{"g":null}}""", "ssa");

        Assert.Equal("""{"b":{"d":1,"e":null},"f":{}}""", ComputedValues.Of(release).ToJsonString());
    }

    [Fact]
    public void Numbers_keep_their_text_and_names_are_sorted_as_Helm_writes_them()
    {
        var values = ComputedValues.Of(Record("""{"b":9007199254740993,"a":1.0}""", """{"C":[{"y":1,"x":1e3}]}"""));

        Assert.Equal("""{"C":[{"x":1e3,"y":1}],"a":1.0,"b":9007199254740993}""", values.ToJsonString());
    }

    private static Release Record(string own, string chart, string? method = null) =>
        Release.Parse(
            Encoding.UTF8.GetBytes(
                $$"""{"config":{{own}},"chart":{"values":{{chart}}}{{(method is null ? "" : $",\"apply_method\":\"{method}\"")}}}"""
            )
        );
}
