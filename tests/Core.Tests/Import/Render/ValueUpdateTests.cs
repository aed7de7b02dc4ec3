using ReleaseManager.Core.Import.Render;
using Xunit;

namespace ReleaseManager.Core.Tests.Import.Render;

/// <summary>Values as they are typed: the rules are those of Go's flags.</summary>
public sealed class ValueUpdateTests
{
    [Theory]
    [InlineData("a=1", "a", "1")]
    [InlineData("a.b=", "a.b", "")]
    [InlineData("a=1,2", "a", "1,2")]
    [InlineData("\"a=1\"", "a", "1")]
    [InlineData("a=1,b=2", "a", "1", "b", "2")]
    [InlineData("a=x=y,b= 2 ", "a", "x=y", "b", " 2 ")]
    [InlineData("\"a=1,2\",b=3", "a", "1,2", "b", "3")]
    [InlineData("\"a=say \"\"hi\"\"\",b=3", "a", "say \"hi\"", "b", "3")]
    public void Pairs_stand_with_commas_between(string given, params string[] pairs) =>
        Assert.Equal(pairs, ValueUpdate.Parse([given]).SelectMany(one => (string[])[one.Key, one.Text]));

    [Fact]
    public void Flags_add_up() =>
        Assert.Equal(["a", "b", "c"], ValueUpdate.Parse(["a=1", "b=2,c=3"]).Select(one => one.ToString()));

    [Theory]
    [InlineData("image.tag", "'image.tag'")]
    [InlineData("", "''")]
    [InlineData("=hunter2", "''")]
    [InlineData("word,a=hunter2,b=3", "'word'")]
    [InlineData("a=hunter2,hunter2,b=hunter2", "'a'")]
    [InlineData("a=1,=hunter2", "'a'")]
    [InlineData("a=1,\"b=hunter2", "quotes")]
    [InlineData("a=1,b=hunter2\nc=hunter2", "lines")]
    public void What_is_no_pair_is_named_and_no_value_shown(string given, string named)
    {
        var error = Assert.ThrowsAny<ReleaseManagerException>(() => ValueUpdate.Parse([given]));

        Assert.Equal(("UpdateValuesInvalid", ErrorKind.Usage), (error.ErrorId, error.Kind));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", $"{error}{error.Advice}", StringComparison.Ordinal);
    }
}
