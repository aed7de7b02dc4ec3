using ReleaseManager.Core.Clusters.Http;
using Xunit;

namespace ReleaseManager.Core.Tests.Clusters;

public sealed class StatusTextTests
{
    [Theory]
    [InlineData(
        "spec.x: Invalid value: \"hunter2\": must be a number",
        "spec.x: Invalid value: (value not shown): must be a number"
    )]
    [InlineData("Invalid value: \"a \\\" hunter2: b\": bad", "Invalid value: (value not shown): bad")]
    [InlineData(
        "Invalid value: 70000: must be between 1 and 65535",
        "Invalid value: (value not shown): must be between 1 and 65535"
    )]
    [InlineData("Invalid value: \"object\": hunter2", "Invalid value: (value not shown): hunter2")]
    [InlineData(
        "Unsupported value: \"hunter2\": supported values: \"A\", \"B\"",
        "Unsupported value: (value not shown): supported values: \"A\", \"B\""
    )]
    [InlineData("Duplicate value: \"hunter2\"", "Duplicate value: (value not shown)")]
    [InlineData("Invalid value: map[string]string{\"a\":\"hunter2\"}: no", "Invalid value: (value not shown)")]
    [InlineData("Duplicate value: core.EnvVar{Name:\"a\", Value:\"hunter2\"}", "Duplicate value: (value not shown)")]
    [InlineData("Duplicate value: {\"name\":\"a\",\"value\":\"hunter2\"}", "Duplicate value: (value not shown)")]
    [InlineData("Invalid value: \"hunter2", "Invalid value: (value not shown)")]
    [InlineData("Required value", "Required value")]
    [InlineData("Required value: name or generateName is required", "Required value: name or generateName is required")]
    [InlineData("Too long: must have at most 63 bytes", "Too long: must have at most 63 bytes")]
    [InlineData("Forbidden: field is immutable", "Forbidden: field is immutable")]
    [InlineData("secrets \"a\" already exists", "secrets \"a\" already exists")]
    [InlineData(
        "Secret in version \"v1\" cannot be handled as a Secret: v1.Secret.Data: decode slice: illegal base64, error found in #10 byte of ...|\"hunter2\"}|..., bigger context ...|hunter2|...",
        "Secret in version \"v1\" cannot be handled as a Secret: v1.Secret.Data: decode slice: illegal base64"
    )]
    [InlineData(
        "failed to create typed patch object: .spec.x: expected map, got &{hunter2}",
        "failed to create typed patch object: .spec.x: expected map"
    )]
    [InlineData(
        "a: Invalid value: \"hunter2\": bad, b: Invalid value: \"hunter2\": worse",
        "a: Invalid value: (value not shown): bad, b: Invalid value: (value not shown): worse"
    )]
    public void Values_are_cut_and_the_rest_stays(string message, string expected) =>
        Assert.Equal(expected, StatusText.WithoutValues(message, aboutSecret: false));

    [Fact]
    public void Of_a_secret_nothing_in_quotes_is_shown() =>
        Assert.Equal(
            "data[(value not shown)]: Invalid value: (value not shown): a valid key must (value not shown)",
            StatusText.WithoutValues(
                "data[\"k\"]: Invalid value: \"hunter2\": a valid key must \"x\"",
                aboutSecret: true
            )
        );

    [Fact]
    public void A_long_message_is_shortened() =>
        Assert.InRange(StatusText.WithoutValues(new string('x', 100_000), aboutSecret: false).Length, 100, 3000);
}
