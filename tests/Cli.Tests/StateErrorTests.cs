using System.Text;
using Xunit;

namespace ReleaseManager.Cli.Tests;

public sealed class StateErrorTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData]
    [InlineData("--endpoint-url", "http://127.0.0.1:1")]
    public async Task A_line_of_AWS_configuration_that_is_none_is_refused_and_not_quoted(params string[] flags)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "[default]\na-secret-key-alone\n", Stop);

            var outcome = await Cli.RunAsync(
                new Dictionary<string, string>
                {
                    ["AWS_SHARED_CREDENTIALS_FILE"] = file,
                    ["AWS_ACCESS_KEY_ID"] = "KEY",
                    ["AWS_SECRET_ACCESS_KEY"] = "secret",
                },
                ["list", "s3", "--bucket", "bucket", "--path", "state", .. flags]
            );

            Prove(outcome, 2, "AWS_SHARED_CREDENTIALS_FILE");
            Assert.DoesNotContain("a-secret-key-alone", outcome.Errors, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_path_that_is_a_file_ends_with_4()
    {
        await using var stage = await CliStage.StartAsync();
        await File.WriteAllTextAsync(stage.State, "mine", Stop);

        var outcome = await stage.RunAsync("export", "local");

        Prove(outcome, 4, stage.State);
        Assert.Equal("mine", await File.ReadAllTextAsync(stage.State, Stop));
    }

    [Fact]
    public async Task A_path_that_cannot_be_written_ends_with_4()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a folder that not even root may write to");
        await using var stage = await CliStage.StartAsync();
        stage.State = "/proc/releasemanager-state";

        Prove(await stage.RunAsync("export", "local"), 4, stage.State);
    }

    [Fact]
    public async Task The_path_of_another_cluster_ends_with_5_and_says_the_way_out()
    {
        await using var first = await CliStage.StartExportedAsync();
        await using var second = await CliStage.StartAsync();
        second.State = first.State;

        Prove(await second.RunAsync("export", "local"), 5, "--take-over-path");
        Assert.Equal(0, (await second.RunAsync("export", "local", "--take-over-path")).Code);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("verify")]
    [InlineData("import")]
    [InlineData("plan")]
    public async Task No_state_at_all_ends_with_5(string verb)
    {
        await using var stage = await CliStage.StartAsync();

        Prove(await stage.RunAsync(verb, "local"), 5, stage.State);
        Assert.False(Directory.Exists(stage.State));
    }

    [Fact]
    public async Task A_damaged_snapshot_ends_with_5_and_is_named()
    {
        await using var stage = await CliStage.StartExportedAsync();
        var snapshot = Assert.Single(Directory.GetFiles(Path.Combine(stage.State, "snapshots")));
        var text = await File.ReadAllTextAsync(snapshot, Stop);
        await File.WriteAllTextAsync(snapshot, text.Replace("\"web\"", "\"wub\"", StringComparison.Ordinal), Stop);

        Prove(await stage.RunAsync("list", "local"), 5, Path.GetFileName(snapshot));
        Prove(await stage.RunAsync("verify", "local"), 5, Path.GetFileName(snapshot));
    }

    [Fact]
    public async Task A_damaged_record_is_found_by_verify_and_named()
    {
        await using var stage = await CliStage.StartExportedAsync();
        var record = Directory.GetFiles(Path.Combine(stage.State, "records"), "*", SearchOption.AllDirectories)[0];
        var bytes = await File.ReadAllBytesAsync(record, Stop);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(record, bytes, Stop);

        var outcome = await stage.RunAsync("verify", "local", "--output", "json");

        Prove(outcome, 5, Path.GetFileName(record));
        Assert.False((bool)outcome.Json["isValid"]!);
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_is_a_warning_and_the_rest_is_exported()
    {
        await using var stage = await CliStage.StartAsync();
        await stage.CreateNamespaceAsync("web");
        await stage.InstallAsync("web", "shop", 1, "deployed");
        await stage.PutAsync("web", "blog", 1, "deployed", Encoding.UTF8.GetBytes("verysecret!"));

        var outcome = await stage.RunAsync("export", "local", "-o", "json");

        Assert.True(outcome.Code == 0, outcome.ToString());
        Assert.Equal(2, (int)outcome.Json["revisions"]!);
        Assert.Equal("blog", (string?)outcome.Json["problems"]![0]!["name"]);
        Assert.Contains("warning: revision 1 of web/blog", outcome.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("verysecret", outcome.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("99")]
    [InlineData("latest~5")]
    [InlineData("2020-01-01")]
    public async Task A_snapshot_that_is_not_there_is_an_error(string snapshot)
    {
        await using var stage = await CliStage.StartExportedAsync();

        var outcome = await stage.RunAsync("list", "local", "--snapshot", snapshot);

        Assert.Contains(outcome.Code, new[] { 2, 5 });
        Assert.Contains(snapshot, outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Debug_tells_the_id_by_which_an_error_is_looked_up()
    {
        await using var stage = await CliStage.StartAsync();

        var told = await stage.RunAsync("list", "local", "--debug");
        var plain = await stage.RunAsync("list", "local");

        Assert.Contains("id: StateNotFound", told.Errors.ReplaceLineEndings("\n").Split('\n'));
        Assert.DoesNotContain("StateNotFound", plain.Errors, StringComparison.Ordinal);
    }

    private static void Prove(CliOutcome outcome, int code, string said)
    {
        Assert.True(outcome.Code == code, outcome.ToString());
        Assert.Contains("error: ", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains(said, outcome.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Errors, StringComparison.Ordinal);
    }
}
