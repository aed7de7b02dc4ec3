using System.Globalization;
using System.Text;
using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases.Yaml;

/// <summary>A hostile manifest is an error of that release: no crash, and no memory beyond what the limits allow.</summary>
public sealed class YamlLimitTests
{
    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("{a: [")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("[a, [")]
    [InlineData("!!seq [")]
    public void Text_that_nests_too_deep_is_refused(string level) =>
        Assert.Equal("ManifestTooDeep", Refused(string.Concat(Enumerable.Repeat(level, 100_000))));

    [Fact]
    public void Mappings_that_nest_too_deep_are_refused()
    {
        var text = new StringBuilder();
        for (var level = 0; level < 2_000; level++)
        {
            text.Append(' ', level).Append("a:\n");
        }

        Assert.Equal("ManifestTooDeep", Refused(text.ToString()));
    }

    [Fact]
    public void Nesting_within_the_limit_is_read()
    {
        var limits = new DecodeLimits { Depth = 3 };

        Assert.Equal("[[[1]]]", YamlReader.Read("[[[1]]]", new DecodeBudget(limits), out _)!.ToJsonString());
        Assert.Equal("ManifestTooDeep", Refused("[[[[1]]]]", limits));
    }

    [Fact]
    public void Chains_of_aliases_that_nest_deeper_than_the_text_are_refused() =>
        Assert.Equal("ManifestTooDeep", Refused(Chain(80, previous => Nested(200, previous))));

    [Fact]
    public void Chains_of_merge_keys_that_nest_deeper_than_the_text_are_refused() =>
        Assert.Equal(
            "ManifestTooDeep",
            // Beside so many plain values there is no excess of aliases.
            Refused(Many("1,", 20_000) + Chain(300, previous => $"{{<<: {previous}, k: 1}}", "{a: b}"))
        );

    [Fact]
    public void Laughs_by_the_billion_are_refused()
    {
        var laughs = Chain(12, previous => "[" + string.Join(", ", Enumerable.Repeat(previous, 9)) + "]");

        Assert.Equal("ManifestMalformed", Refused(laughs));
    }

    [Fact]
    public void A_long_text_with_many_aliases_is_refused()
    {
        var text = $"a: &x {new string('x', 1_000_000)}\nb: [{string.Concat(Enumerable.Repeat("*x, ", 1_000))}]";

        Assert.Equal("ManifestTooLarge", Refused(text));
    }

    [Fact]
    public void More_values_than_memory_should_hold_are_refused()
    {
        Assert.Equal("ManifestTooLarge", Refused(Many("1,", 1_000_001)));
        Assert.Equal("ManifestTooLarge", Refused(string.Concat(Enumerable.Repeat("-\n", 1_000_001))));
        Assert.Equal("ManifestTooLarge", Refused("{" + string.Concat(Enumerable.Repeat("a,", 500_001)) + "}"));
    }

    [Fact]
    public void A_manifest_of_many_documents_has_one_limit_for_all()
    {
        var limits = new DecodeLimits { Nodes = 10 };
        const string one = "kind: A\napiVersion: v1\n---\n";

        Assert.Equal(2, Manifest.Parse(one + one, limits).Count);
        var error = Assert.Throws<RecordException>(() => Manifest.Parse(one + one + one, limits));
        Assert.Equal(("ManifestTooLarge", 2), (error.ErrorId, error.Document));
    }

    [Fact]
    public void A_stream_of_json_has_the_same_limits()
    {
        const string one = """{"kind":"A","apiVersion":"v1","list":[1,2,3]}""";

        Assert.Single(Manifest.Parse(one, new DecodeLimits { Nodes = 7 }));
        var error = Assert.Throws<RecordException>(() => Manifest.Parse(one + one, new DecodeLimits { Nodes = 7 }));
        Assert.Equal(("ManifestTooLarge", 1), (error.ErrorId, error.Document));
        var deep = """{"kind":"A","deep":""" + new string('[', 100_000);
        Assert.Throws<RecordException>(() => Manifest.Parse(deep));
    }

    [Fact]
    public void Nothing_that_chance_makes_ends_in_another_error()
    {
        foreach (var text in new YamlFuzz(7).Next(20_000))
        {
            YamlMeaning.Of(text);
        }
    }

    private static string Chain(int length, Func<string, string> next, string first = "x")
    {
        var text = new StringBuilder($"a0: &a0 {first}\n");
        for (var index = 1; index <= length; index++)
        {
            text.Append(CultureInfo.InvariantCulture, $"a{index}: &a{index} {next($"*a{index - 1}")}\n");
        }

        return text.ToString();
    }

    private static string Many(string value, int count) =>
        "many: [" + string.Concat(Enumerable.Repeat(value, count)) + "]\n";

    private static string Nested(int depth, string inner) => new string('[', depth) + inner + new string(']', depth);

    private static string Refused(string yaml, DecodeLimits? limits = null)
    {
        var budget = new DecodeBudget(limits ?? DecodeLimits.Default);
        return Assert.Throws<RecordException>(() => YamlReader.Read(yaml, budget, out _)).ErrorId;
    }
}
