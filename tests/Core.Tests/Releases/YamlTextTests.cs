using System.Globalization;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases;

/// <summary>What is written as YAML reads back as the very same, by the rules of Helm and the API.</summary>
public sealed class YamlTextTests
{
    private const string Alphabet = "ab Z019:#-_./,'\"\\{}[]&*!|>%@`~?=<\n\t\u00e9\u2028\ud83d\ude80\r\u0085\u0001";

    public static TheoryData<string> Texts =>
        [
            "",
            " ",
            "yes",
            "y",
            "Off",
            "0755",
            "1_000",
            "1e3",
            "0x1f",
            "12:30:45",
            "2024-01-01",
            "null",
            "~",
            ".inf",
            "=",
            "<<",
            "- a",
            "a: b",
            "a #b",
            "# a",
            "a:",
            "\ttab",
            "line\n",
            "two\nlines",
            "two\nlines\n\n",
            "\nfirst",
            " lead\nline",
            "trail \nline",
            "line\n ",
            "a\r\nb",
            "---",
            "...",
            "a\n---\nb",
            "a\n...\nb\n",
            "é\nü\n",
            "\u2028",
            "\ud83d\ude80",
            "%",
            "@a",
            "`a",
            "!a",
            "&a",
            "*a",
            "{a",
            "'a'",
            "\"a\"",
            "\0",
            "\\n",
        ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Text_comes_back_as_value_and_as_key(string text) =>
        Same(new JsonObject { ["a"] = text, ["b"] = new JsonArray(text, new JsonObject { [text] = text }) });

    [Fact]
    public void Whatever_text_it_is_it_comes_back()
    {
        var rounds = int.Parse(
            Environment.GetEnvironmentVariable("RELEASEMANAGER_FUZZ") ?? "3000",
            CultureInfo.InvariantCulture
        );
        var random = new Random(4711);
        for (var round = 0; round < rounds; round++)
        {
            Same(
                new JsonObject
                {
                    ["a"] = Text(random),
                    ["k"] = new JsonObject { [Text(random)] = Text(random) },
                }
            );
        }
    }

    [Fact]
    public void Numbers_nulls_and_empty_things_come_back() =>
        Same(JsonNode.Parse("""{"a":1,"b":-2.5,"c":null,"d":true,"e":{},"f":[],"g":[[],[1,[2]],{}],"h":""}""")!);

    private static string Text(Random random)
    {
        var letters = Alphabet.EnumerateRunes().ToArray();
        return string.Concat(
            Enumerable.Range(0, random.Next(12)).Select(_ => letters[random.Next(letters.Length)].ToString())
        );
    }

    private static void Same(JsonNode json)
    {
        using var text = new StringWriter();
        YamlWriter.Write(text, json);
        var read = YamlReader.Read(text.ToString());
        Assert.True(JsonNode.DeepEquals(json, read), $"{json.ToJsonString()}\n{text}\n{read?.ToJsonString()}");

        // And as a document of a manifest, where three dashes at the start of a line end it.
        var one = new JsonObject { ["kind"] = "A", ["body"] = json.DeepClone() };
        using var document = new StringWriter();
        YamlWriter.Write(document, one);
        Assert.Equal(one.ToJsonString(), Assert.Single(Manifest.Parse(document.ToString())).Json.ToJsonString());
    }
}
