using System.Text.Json.Nodes;
using ReleaseManager.Core.Comparison;
using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Core.Tests.Comparison;

public sealed class ManifestOverlayTests
{
    [Theory]
    [InlineData("{}", """{"spec":{"replicas":2}}""")]
    [InlineData("""{"spec":{"replicas":2}}""", """{"spec":{"replicas":2,"paused":false}}""")]
    [InlineData("""{"spec":{"replicas":2.0}}""", """{"spec":{"replicas":2}}""")]
    [InlineData("""{"env":[{"name":"A","value":""}]}""", """{"env":[{"name":"A"}]}""")]
    [InlineData("""{"labels":{},"args":[],"paused":false,"minReadySeconds":0}""", "{}")]
    [InlineData("""{"resources":{"limits":{"cpu":"1000m"}}}""", """{"resources":{"limits":{"cpu":"1"}}}""")]
    [InlineData("""{"resources":{"limits":{"cpu":1}}}""", """{"resources":{"limits":{"cpu":"1"}}}""")]
    [InlineData("""{"requests":{"memory":"0.5Gi"}}""", """{"requests":{"memory":"512Mi"}}""")]
    [InlineData("""{"sizeLimit":"1024Ki"}""", """{"sizeLimit":"1Mi"}""")]
    [InlineData("""{"containers":[{"name":"a"}]}""", """{"containers":[{"name":"proxy"},{"name":"a","image":"x"}]}""")]
    [InlineData("""{"ports":[{"port":80},{"port":81}]}""", """{"ports":[{"port":81},{"port":80,"protocol":"TCP"}]}""")]
    [InlineData(
        """{"env":[{"name":"A","value":"1"},{"name":"A","value":"2"}]}""",
        """{"env":[{"name":"A","value":"1"},{"name":"A","value":"2"}]}"""
    )]
    public void What_a_live_object_holds_in_other_words_is_no_drift(string wanted, string live) =>
        Assert.Empty(Differences(wanted, live));

    [Theory]
    [InlineData("""{"spec":{"replicas":2}}""", """{"spec":{"replicas":5}}""", "spec.replicas")]
    [InlineData("""{"spec":{"replicas":2}}""", "{}", "spec")]
    [InlineData("""{"labels":{"tier":"1000m"}}""", """{"labels":{"tier":"1"}}""", "labels.tier")]
    [InlineData("""{"limits":{"cpu":"1"}}""", """{"limits":{"cpu":"1001m"}}""", "limits.cpu")]
    [InlineData("""{"args":["a","b"]}""", """{"args":["b","a"]}""", "args[0]", "args[1]")]
    [InlineData("""{"args":["a"]}""", """{"args":["a","b"]}""", "args")]
    [InlineData("""{"paused":false}""", """{"paused":true}""", "paused")]
    [InlineData("""{"env":[{"name":"A","value":""}]}""", """{"env":[{"name":"A","value":"1"}]}""", "env[0].value")]
    [InlineData(
        """{"containers":[{"name":"a","image":"x:1"}]}""",
        """{"containers":[{"name":"proxy"},{"name":"a","image":"x:2"}]}""",
        "containers[1].image"
    )]
    [InlineData("""{"containers":[{"name":"a"},{"name":"b"}]}""", """{"containers":[{"name":"a"}]}""", "containers")]
    public void What_it_holds_otherwise_is(string wanted, string live, params string[] paths) =>
        Assert.Equal(paths, Differences(wanted, live));

    [Theory]
    [InlineData("""{"a":1}""", """{"a":2}""", """{"a":1}""", """{"a":1}""")]
    [InlineData("""{"a":1}""", """{"a":1}""", """{"a":3}""", """{"a":1}""")]
    [InlineData("""{"a":1}""", """{"a":2}""", """{"a":3}""", """{"a":2}""")]
    [InlineData("""{"a":1}""", """{"a":1,"unknown":2}""", """{"a":1}""", """{"a":1}""")]
    [InlineData(
        """[{"e":1,"i":1},{"e":2}]""",
        """[{"e":1,"i":9},{"e":2}]""",
        """[{"e":2,"i":9},{"e":2}]""",
        """[{"e":1,"i":9},{"e":2}]"""
    )]
    [InlineData("""{"a":[1]}""", """{"a":[1,2]}""", """{"a":[1,2]}""", """{"a":[1,2]}""")]
    public void Of_two_ways_to_expect_an_object_only_what_both_see_counts(
        string live,
        string one,
        string other,
        string agreed
    ) =>
        Assert.Equal(
            agreed,
            ManifestOverlay.Agreed(JsonNode.Parse(live), JsonNode.Parse(one), JsonNode.Parse(other))!.ToJsonString()
        );

    private static IEnumerable<string> Differences(string wanted, string live)
    {
        var there = JsonNode.Parse(live);
        return JsonFields.Compare(ManifestOverlay.On(there, JsonNode.Parse(wanted)), there).Select(one => one.Path);
    }
}
