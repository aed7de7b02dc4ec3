using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases.Yaml;

public sealed class YamlWriterTests
{
    [Theory]
    [InlineData("yes")]
    [InlineData("n")]
    [InlineData("0755")]
    [InlineData("1_000")]
    [InlineData("1:30")]
    [InlineData("1e3")]
    [InlineData("~")]
    [InlineData("")]
    [InlineData("2024-01-02")]
    [InlineData(".5")]
    [InlineData(".inf")]
    [InlineData("<<")]
    [InlineData("=")]
    [InlineData("a: b")]
    [InlineData("a #b")]
    [InlineData("- a")]
    [InlineData("---")]
    [InlineData("{{ .Values }}")]
    [InlineData("line\nline")]
    [InlineData("line\nline\n")]
    [InlineData("line\n\n")]
    [InlineData(" line\nline")]
    [InlineData("\nline")]
    [InlineData("line \nline")]
    [InlineData("line\r\nline\r\n")]
    [InlineData("line\n\tline")]
    [InlineData("\u0085\u2028\ufeff\u0001\U0001f600")]
    [InlineData("# line\nline")]
    public void A_text_stays_that_text_as_value_and_as_key(string text)
    {
        var json = new JsonObject
        {
            ["value"] = text,
            [text + "k"] = new JsonArray(text, new JsonObject { [text] = text }),
        };

        Assert.Equal(json.ToJsonString(), YamlReader.Read(YamlWriter.ToText(json))!.ToJsonString());
    }

    [Fact]
    public void Any_text_reads_back_as_it_was() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<NonNull<string>>(),
                text =>
                {
                    var whole = string.Concat(text.Get.Where(unit => !char.IsSurrogate(unit) && unit < '\ufffe'));
                    var json = new JsonObject { ["a"] = whole, ["b"] = whole + "\n" + whole };
                    return JsonNode.DeepEquals(json, YamlReader.Read(YamlWriter.ToText(json)));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Numbers_booleans_nulls_and_empty_things_stay_what_they_are()
    {
        const string json =
            """{"a":1,"b":1.5,"c":true,"d":null,"e":{},"f":[],"g":[[1],{"h":-3}],"i":9007199254740993}""";

        Assert.Equal(json, YamlReader.Read(YamlWriter.ToText(JsonNode.Parse(json)))!.ToJsonString());
    }
}
