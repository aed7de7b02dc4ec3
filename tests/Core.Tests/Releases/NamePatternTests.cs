using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases;

public sealed class NamePatternTests
{
    [Theory]
    [InlineData("app", "app", true)]
    [InlineData("app", "apps", false)]
    [InlineData("app", "App", false)]
    [InlineData("*", "", true)]
    [InlineData("*", "anything.at-all", true)]
    [InlineData("app*", "app", true)]
    [InlineData("app*", "my-app", false)]
    [InlineData("*-db", "a-b-db-db", true)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("*a*b*", "xxbxxaxx", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("v[0-9]", "v7", true)]
    [InlineData("v[0-9]", "vx", false)]
    [InlineData("v[0-9a-c]*", "vb12", true)]
    [InlineData("v[x-]", "v-", true)]
    [InlineData("a`*b", "a*b", true)]
    [InlineData("a`*b", "axb", false)]
    public void A_pattern_matches_the_whole_name_as_a_wildcard_of_PowerShell_does(
        string pattern,
        string name,
        bool matches
    ) => Assert.Equal(matches, NamePattern.Parse(pattern).IsMatch(name));

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("a[]")]
    [InlineData("a[b-")]
    public void A_pattern_that_cannot_be_read_is_an_error_of_usage(string pattern)
    {
        var error = Assert.Throws<ReleaseManagerException>(() => NamePattern.Parse(pattern));

        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.Equal("InvalidNamePattern", error.ErrorId);
    }

    [Fact]
    public void A_pattern_without_wildcards_tells_its_one_name()
    {
        Assert.Equal("kube-system", NamePattern.Parse("kube-system").Literal);
        Assert.Equal("a*", NamePattern.Parse("a`*").Literal);
        Assert.Null(NamePattern.Parse("kube-*").Literal);
    }

    [Fact]
    public void Many_stars_take_no_exponential_time()
    {
        var pattern = NamePattern.Parse(string.Concat(Enumerable.Repeat("a*", 40)) + "b");

        Assert.False(pattern.IsMatch(new string('a', 250)));
    }
}
