using System.Text.Json.Nodes;
using ReleaseManager.Contracts;
using ReleaseManager.Core.Import.Render;
using Xunit;

namespace ReleaseManager.Core.Tests.Import.Render;

public sealed class ReleaseValuesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"a":1}""", """{"b":2}""", """{"a":1,"b":2}""")]
    [InlineData("""{"a":{"x":1,"y":2}}""", """{"a":{"y":3}}""", """{"a":{"x":1,"y":3}}""")]
    [InlineData("""{"a":[1,2,3]}""", """{"a":[4]}""", """{"a":[4]}""")]
    [InlineData("""{"a":{"x":1}}""", """{"a":null}""", """{"a":null}""")]
    [InlineData("""{"a":{"x":1}}""", """{"a":5}""", """{"a":5}""")]
    [InlineData("""{"a":5}""", """{"a":{"x":1}}""", """{"a":{"x":1}}""")]
    [InlineData("""{"a":null}""", """{}""", """{"a":null}""")]
    public void Maps_are_merged_and_all_else_is_replaced(string below, string above, string merged)
    {
        var lower = Json(below);

        Assert.Equal(merged, ReleaseValues.Merge(lower, Json(above)).ToJsonString());
        Assert.Equal(below, lower.ToJsonString());
    }

    [Theory]
    [InlineData("""{"a":1}""", """{"a":2,"b":3}""", """{"a":2}""", "b")]
    [InlineData("""{"a":{"x":1}}""", """{"a":{"x":2,"y":3}}""", """{"a":{"x":2}}""", "a.y")]
    [InlineData("""{"a":null}""", """{"a":2}""", """{"a":2}""", "")]
    [InlineData("""{"a":1}""", """{"a":{"x":2}}""", """{"a":{"x":2}}""", "")]
    [InlineData("""{}""", """{"a":{"x":2}}""", """{}""", "a")]
    public void Only_what_the_release_sets_itself_counts_where_that_is_wanted(
        string own,
        string values,
        string kept,
        string ignored
    )
    {
        var left = new List<string>();

        Assert.Equal(kept, ReleaseValues.OnlySet(Json(own), Json(values), left).ToJsonString());
        Assert.Equal(ignored, string.Join(' ', left));
    }

    [Theory]
    [InlineData("""{"a":1}""", "a=2", """{"a":2}""")]
    [InlineData("""{"a":1}""", "a=-2.50e3", """{"a":-2.50e3}""")]
    [InlineData("""{"a":1}""", "a=12345678901234567890", """{"a":12345678901234567890}""")]
    [InlineData("""{"a":1}""", "a=two", """{"a":"two"}""")]
    [InlineData("""{"a":1}""", "a=02", """{"a":"02"}""")]
    [InlineData("""{"a":1}""", "a= 2", """{"a":" 2"}""")]
    [InlineData("""{"a":1}""", "a=true", """{"a":"true"}""")]
    [InlineData("""{"a":1}""", "a=", """{"a":""}""")]
    [InlineData("""{"a":false}""", "a=true", """{"a":true}""")]
    [InlineData("""{"a":true}""", "a=false", """{"a":false}""")]
    [InlineData("""{"a":true}""", "a=True", """{"a":"True"}""")]
    [InlineData("""{"a":true}""", "a=1", """{"a":"1"}""")]
    [InlineData("""{"a":"1"}""", "a=2", """{"a":"2"}""")]
    [InlineData("""{"a":"1"}""", "a=true", """{"a":"true"}""")]
    [InlineData("""{"a":null}""", "a=2", """{"a":"2"}""")]
    [InlineData("""{"a":[1]}""", "a=2", """{"a":"2"}""")]
    [InlineData("""{"a":{"b":{"c":1,"d":1}}}""", "a.b.c=2", """{"a":{"b":{"c":2}}}""")]
    [InlineData("""{"a.b":1,"a":{"b":"x"}}""", "a.b=2", """{"a.b":2}""")]
    [InlineData("""{"a":{"b.c/d":1,"b":{"c/d":"x"}}}""", "a.b.c/d=2", """{"a":{"b.c/d":2}}""")]
    [InlineData("""{"a":{"b.c":1,"b":{"c":"x"}}}""", "a.b\\.c=2", """{"a":{"b.c":2}}""")]
    [InlineData("""{"a.b":"x","a":{"b":{"c":1}}}""", "a.b.c=2", """{"a":{"b":{"c":2}}}""")]
    [InlineData("""{"a":1}""", "a=2,a=3", """{"a":3}""")]
    [InlineData("""{"a":1,"b":{"c":1}}""", "a=2,b.c=3", """{"a":2,"b":{"c":3}}""")]
    public void A_text_takes_the_type_that_the_release_has_in_its_place(string own, string given, string values)
    {
        var left = new List<string>();

        Assert.Equal(values, ReleaseValues.Updated(Json(own), ValueUpdate.Parse([given]), left).ToJsonString());
        Assert.Empty(left);
    }

    [Theory]
    [InlineData("{}", "a")]
    [InlineData("""{"b":1}""", "a")]
    [InlineData("""{"a":{"b":1}}""", "a.c")]
    [InlineData("""{"a":1}""", "a.b")]
    [InlineData("""{"a":[1]}""", "a.0")]
    [InlineData("""{"a":{"b":1}}""", "a\\.b")]
    [InlineData("""{"a\\":{"b":1}}""", "a\\.b")]
    [InlineData("""{"a":1}""", "a.")]
    [InlineData("""{"a":1}""", ".a")]
    public void What_the_release_does_not_set_is_not_inserted_but_named(string own, string key)
    {
        var left = new List<string>();

        Assert.Equal("{}", ReleaseValues.Updated(Json(own), ValueUpdate.Parse([$"{key}=2"]), left).ToJsonString());
        Assert.Equal([key], left);
    }

    [Fact]
    public async Task Files_are_read_as_helm_reads_them_the_later_over_the_earlier()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Below("a.yaml"), "mode: 0755\non: yes\nmap: {x: 1, z: 2}\n", Stop);
        await File.WriteAllTextAsync(folder.Below("b.json"), """{"map":{"z":null}}""", Stop);
        await File.WriteAllTextAsync(folder.Below("c.yaml"), "# nothing\n", Stop);

        var values = await ValuesFile.ReadAsync(
            [folder.Below("a.yaml"), folder.Below("b.json"), folder.Below("c.yaml")],
            Stop
        );

        Assert.Equal("""{"mode":493,"true":true,"map":{"x":1,"z":null}}""", values.ToJsonString());
    }

    [Theory]
    [InlineData("- hunter2")]
    [InlineData("hunter2")]
    [InlineData("hunter2: [")]
    [InlineData(null)]
    public async Task A_file_that_holds_no_values_is_named_and_not_quoted(string? text)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Below("values.yaml");
        if (text is not null)
        {
            await File.WriteAllTextAsync(path, text, Stop);
        }

        var error = await Assert.ThrowsAnyAsync<ReleaseManagerException>(() => ValuesFile.ReadAsync([path], Stop));

        Assert.Equal(("ValuesUnreadable", path), (error.ErrorId, error.Target));
        Assert.DoesNotContain("hunter2", $"{error.Message}{error.Advice}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_digest_knows_its_values_in_any_order_and_tells_no_two_plans_that_they_are_the_same()
    {
        var digest = ValuesDigest.Of(Json("""{"a":1,"b":{"c":"x","d":2}}"""));

        Assert.True(ValuesDigest.Matches(digest, Json("""{"b":{"d":2,"c":"x"},"a":1}""")));
        Assert.False(ValuesDigest.Matches(digest, Json("""{"b":{"d":2,"c":"y"},"a":1}""")));
        Assert.False(ValuesDigest.Matches("nonsense", Json("{}")));
        Assert.NotEqual(digest, ValuesDigest.Of(Json("""{"a":1,"b":{"c":"x","d":2}}""")));
    }

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
