using System.Text.Json.Nodes;
using ReleaseManager.Core.Import.Render;
using Xunit;

namespace ReleaseManager.Core.Tests.Import.Render;

public sealed class HelmMessageTests
{
    private static readonly JsonNode Values = JsonNode.Parse(
        """{"db":{"password":"s3c","host":"db.example.com"},"name":"web","pem":"line one of it\nline two of it","pin":12345678}"""
    )!;

    [Theory]
    [InlineData("Error: INSTALLATION FAILED: no repo named stable", "INSTALLATION FAILED: no repo named stable")]
    [InlineData("W1126 loader.go:223] Config not found\nError: it broke.\n", "it broke")]
    [InlineData("", "it did not say why")]
    [InlineData("panic: it broke", "panic: it broke")]
    [InlineData("Error: cannot reach db.example.com with s3c", "cannot reach (hidden) with (hidden)")]
    [InlineData("Error: bad line: line two of it", "bad line: (hidden)")]
    [InlineData("Error: pin 12345678 is bad for web", "pin (hidden) is bad for web")]
    [InlineData(
        "Error: error found in #10 byte of ...|replicas\":\"x\"|..., bigger context ...|secret|...",
        "(an excerpt is not shown)"
    )]
    [InlineData(
        "Error: Service \"web\" is invalid: spec.x: Invalid value: \"a: \\\"b\\\"\": must be c",
        "Service \"web\" is invalid: spec.x: Invalid value: (hidden): must be c"
    )]
    public void An_error_says_what_went_wrong_and_no_value(string error, string shown) =>
        Assert.Equal(shown, HelmMessage.Of(error, new SecretTexts().AddValues(Values, all: true)));

    [Fact]
    public void A_long_error_is_cut() =>
        Assert.InRange(HelmMessage.Of("Error: " + new string('x', 100_000), new SecretTexts()).Length, 100, 1000);
}
