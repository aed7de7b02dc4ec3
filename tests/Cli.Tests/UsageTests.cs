using Xunit;

namespace ReleaseManager.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("'--unheard-of'", "export", "local", "--path", "x", "--unheard-of")]
    [InlineData("'exprot'", "exprot", "local", "--path", "x")]
    [InlineData("--path is missing", "export", "local")]
    [InlineData("--path is missing", "clear", "local", "--yes")]
    [InlineData("--path is missing", "get", "local", "values", "shop")]
    [InlineData("", "export")]
    [InlineData("'xml'", "list", "local", "--path", "x", "--output", "xml")]
    [InlineData("'0'", "import", "local", "--path", "x", "--threads", "0")]
    [InlineData("'soon'", "import", "local", "--path", "x", "--timeout", "soon")]
    [InlineData("'0'", "import", "local", "--path", "x", "--release-timeout", "0")]
    [InlineData("--bucket is missing", "export", "s3", "--path", "x")]
    [InlineData("--path is missing", "list", "s3", "--bucket", "b")]
    [InlineData("--endpoint-url takes", "list", "s3", "--bucket", "b", "--path", "x", "--endpoint-url", "minio")]
    [InlineData("SQL", "export", "local", "--path", "x", "--driver", "sql")]
    public async Task What_cannot_be_understood_is_said_and_ends_with_2(string said, params string[] args)
    {
        var outcome = await Cli.RunAsync(args);

        Assert.True(outcome.Code == 2, outcome.ToString());
        Assert.StartsWith("error: ", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains(said, outcome.Errors, StringComparison.Ordinal);
        Assert.Contains("--help", outcome.Errors, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Theory]
    [InlineData("verify", "local", "--path", "x", "--secretAccesKey", "not-to-be-shown")]
    [InlineData("verify", "s3", "--path", "x", "--secretAccesKey=not-to-be-shown")]
    [InlineData("get", "s3", "values", "web", "--path", "x", "--sesionToken", "not-to-be-shown")]
    public async Task The_value_of_a_mistyped_flag_is_not_shown(params string[] args)
    {
        var outcome = await Cli.RunAsync(args);

        Assert.True(outcome.Code == 2, outcome.ToString());
        Assert.Matches("'--(secretAccesKey|sesionToken)'", outcome.Errors);
        Assert.DoesNotContain("not-to-be-shown", outcome.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("export")]
    [InlineData("list")]
    [InlineData("clear")]
    public async Task A_bucket_that_cannot_be_reached_ends_with_4(string verb)
    {
        await using var stage = await CliStage.StartAsync();

        var outcome = await stage.RunAsync(
            verb,
            "s3",
            "--bucket",
            "b",
            "--endpoint-url",
            "http://127.0.0.1:1",
            "--force-path-style",
            "--accessKeyID",
            "id",
            "--secretAccessKey",
            "not-to-be-shown"
        );

        Assert.True(outcome.Code == 4, outcome.ToString());
        Assert.Contains("could not be reached", outcome.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("not-to-be-shown", outcome.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--help")]
    [InlineData("export", "local", "--help")]
    [InlineData("get", "local", "--help")]
    public async Task Help_is_a_result(params string[] args)
    {
        var outcome = await Cli.RunAsync(args);

        Assert.True(outcome.Code == 0, outcome.ToString());
        Assert.Contains("Usage:", outcome.Output, StringComparison.Ordinal);
        Assert.Empty(outcome.Errors);
    }

    [Fact]
    public async Task Version_tells_program_and_format()
    {
        var plain = await Cli.RunAsync("version");
        var json = await Cli.RunAsync("version", "--output", "json");

        Assert.StartsWith("releasemanager ", plain.Output, StringComparison.Ordinal);
        Assert.Equal("1", (string?)json.Json["stateFormat"]);
    }

    [Theory]
    [InlineData("[z-")]
    [InlineData("[]")]
    public async Task A_pattern_that_cannot_be_read_ends_with_2(string pattern)
    {
        await using var stage = await CliStage.StartExportedAsync();

        var outcome = await stage.RunAsync("export", "local", "--name", pattern);

        Assert.True(outcome.Code == 2, outcome.ToString());
        Assert.Contains(pattern, outcome.Errors, StringComparison.Ordinal);
    }
}
