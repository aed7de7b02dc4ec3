using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases.Yaml;

/// <summary>What is written as YAML is read as the very same object of a manifest, in which three dashes at the start of a line end a document.</summary>
public sealed class YamlDocumentTests
{
    private const string Alphabet = "ab Z019:#-_./,'\"\\{}[]&*!|>%@`~?=<\n\t\u00e9\u2028\ud83d\ude80\r\u0085\u0001";

    [Theory]
    [InlineData("---")]
    [InlineData("a\n---\nb")]
    [InlineData("a\n...\nb\n")]
    [InlineData("a\n--- # b\n")]
    public void Dashes_in_a_text_end_no_document(string text) => Same(text, text);

    [Fact]
    public void Any_text_is_read_back_from_a_manifest()
    {
        var rounds = int.Parse(
            Environment.GetEnvironmentVariable("RELEASEMANAGER_FUZZ") ?? "3000",
            CultureInfo.InvariantCulture
        );
        var random = new Random(4711);
        for (var round = 0; round < rounds; round++)
        {
            Same(Text(random), Text(random));
        }
    }

    private static string Text(Random random)
    {
        Rune[] letters = [.. Alphabet.EnumerateRunes()];
        return string.Concat(
            Enumerable.Range(0, random.Next(12)).Select(_ => letters[random.Next(letters.Length)].ToString())
        );
    }

    private static void Same(string key, string text)
    {
        var item = new JsonObject
        {
            ["kind"] = "A",
            ["data"] = new JsonObject { [key] = text },
        };
        Assert.Equal(item.ToJsonString(), Assert.Single(Manifest.Parse(YamlWriter.ToText(item))).Json.ToJsonString());
    }
}
