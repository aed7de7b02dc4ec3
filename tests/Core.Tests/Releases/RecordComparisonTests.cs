using System.Text;
using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases;

public sealed class RecordComparisonTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[true,null]}""", """ { "b" : [ true , null ] , "a" : 1 } """)]
    [InlineData("""{"a":"\u003c\/\u00e9"}""", """{"\u0061":"</é"}""")]
    [InlineData("""{"a":1,"a":2}""", """{"a":2}""")]
    [InlineData("""{"info":{"status":"a"}}""", """{"info":{"status":"b","description":"c"}}""")]
    [InlineData("""{"info":{}}""", """{"info":{"STATUS":"b"}}""")]
    [InlineData("""{"hooks":[{"name":"a","last_run":{"phase":"Running"}}]}""", """{"hooks":[{"name":"a"}]}""")]
    [InlineData("""{"a":"\ud800"}""", """{"a":"\ufffd"}""")]
    public void Records_that_say_the_same_are_equal(string a, string b) => Assert.True(Same(a, b));

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1.0}""")]
    [InlineData("""{"a":1000}""", """{"a":1e3}""")]
    [InlineData("""{"a":9007199254740993}""", """{"a":9007199254740992}""")]
    [InlineData("""{"a":null}""", "{}")]
    [InlineData("""{"a":""}""", """{"a":null}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""")]
    [InlineData("""{"a":[]}""", """{"a":{}}""")]
    [InlineData("""{"a":"1"}""", """{"a":1}""")]
    [InlineData("""{"status":"a"}""", """{"status":"b"}""")]
    [InlineData("""{"config":{"info":{"status":"a"}}}""", """{"config":{"info":{"status":"b"}}}""")]
    [InlineData("""{"info":{"notes":"a"}}""", """{"info":{"notes":"b"}}""")]
    [InlineData("""{"info":{"last_deployed":"a"}}""", """{"info":{"last_deployed":"b"}}""")]
    [InlineData("""{"hooks":[{"weight":1}]}""", """{"hooks":[{"weight":2}]}""")]
    [InlineData("""{"hooks":[{}]}""", """{"hooks":[]}""")]
    public void Records_that_say_something_else_are_not(string a, string b) => Assert.False(Same(a, b));

    [Fact]
    public void Every_revision_that_Helm_wrote_is_equal_to_itself_alone()
    {
        for (var one = 0; one < Recorded.Bodies.Count; one++)
        {
            for (var other = one; other < Recorded.Bodies.Count; other++)
            {
                Assert.Equal(one == other, RecordComparison.SameBody(Recorded.Bodies[one], Recorded.Bodies[other]));
            }
        }
    }

    [Fact]
    public void What_is_no_json_is_an_error() => Assert.Throws<RecordException>(() => Same("{", "{}"));

    private static bool Same(string a, string b) =>
        RecordComparison.SameBody(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b));
}
