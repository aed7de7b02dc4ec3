using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases.Yaml;

public sealed class YamlReaderTests
{
    public static TheoryData<string> Tables => [.. YamlCases.Tables()];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Yaml_means_what_Helm_takes_it_for(string table)
    {
        var wrong = YamlCases
            .Read(table)
            .Select(one => (one.Yaml, Expected: Expected(one), Actual: YamlMeaning.Of(one.Yaml)))
            .Where(one => one.Expected != one.Actual)
            .Select(one => $"{one.Yaml}\n  should be {one.Expected}\n  but is {one.Actual}");
        Assert.False(wrong.Any(), string.Join('\n', wrong));

        static string Expected(YamlCase one) => one.Json is { } json ? YamlMeaning.OfJson(json) : YamlMeaning.Refused;
    }

    [Fact]
    public void Keys_keep_the_order_in_which_they_stand() =>
        Assert.Equal("""{"b":1,"a":2,"c":3}""", YamlReader.Read("b: 1\na: 2\nc: 3")!.ToJsonString());

    [Fact]
    public void A_second_byte_order_mark_which_makes_Helm_lose_characters_is_refused() =>
        Assert.Equal(YamlMeaning.Refused, YamlMeaning.Of("\ufeff\ufeffa: b\nccc: d"));

    [Theory]
    [InlineData("a: 1\nb: 2", false)]
    [InlineData("a: 1\na: 2", true)]
    [InlineData("a: {b: 1, b: 2}", true)]
    [InlineData("- {a: 1}\n- {a: 2}", false)]
    [InlineData("a: &x {b: 1}\nc: {<<: *x, b: 2}", false)]
    [InlineData("1: a\n01: b", true)]
    public void Repeated_keys_are_noticed(string yaml, bool repeated)
    {
        YamlReader.Read(yaml, new DecodeBudget(DecodeLimits.Default), out var found);

        Assert.Equal(repeated, found);
    }

    [Fact]
    public void An_error_tells_the_line_and_nothing_of_the_content()
    {
        var error = Assert.Throws<RecordException>(() => YamlReader.Read("a: b\npassword: [hunter2"));

        Assert.Equal("ManifestMalformed", error.ErrorId);
        Assert.Contains("line", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
    }
}
