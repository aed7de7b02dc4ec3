using System.Text.Json.Nodes;
using ReleaseManager.Core.Comparison;
using Xunit;

namespace ReleaseManager.Core.Tests.Comparison;

public sealed class SecretPairTests
{
    [Fact]
    public void Content_of_a_Secret_shows_where_it_differs_and_nothing_else()
    {
        var (before, after) = SecretPair.Hide(
            Secret("""{"same":"czE=","changed":"czI=","gone":"czM="}"""),
            Secret("""{"same":"czE=","changed":"czQ=","new":"czU="}""")
        );

        Assert.Equal("""{"same":"***","changed":"*** (before)","gone":"***"}""", before!["data"]!.ToJsonString());
        Assert.Equal("""{"same":"***","changed":"*** (after)","new":"***"}""", after!["data"]!.ToJsonString());
    }

    [Fact]
    public void Texts_and_what_kubectl_keeps_of_it_are_content_too()
    {
        var secret = Secret("{}");
        secret["stringData"] = new JsonObject { ["password"] = "s3cret" };
        secret["metadata"]!["annotations"] = new JsonObject
        {
            ["kubectl.kubernetes.io/last-applied-configuration"] = "s3cret",
            ["team"] = "blue",
        };

        var (only, none) = SecretPair.Hide(secret, null);

        Assert.Null(none);
        Assert.DoesNotContain("s3cret", only!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("blue", (string?)only["metadata"]!["annotations"]!["team"]);
        Assert.Equal("s3cret", (string?)secret["stringData"]!["password"]);
    }

    private static JsonObject Secret(string data) =>
        new()
        {
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["name"] = "login" },
            ["data"] = JsonNode.Parse(data),
        };
}
